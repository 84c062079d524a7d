package httpd.tail.follow;

import httpd.line.log.ServerLog;
