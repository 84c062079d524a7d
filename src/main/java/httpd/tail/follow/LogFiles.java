package httpd.tail.follow;

import httpd.line.blocking.LongWork;
