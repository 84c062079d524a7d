#!/usr/bin/env python3
"""Measures a server of the Durable Streams protocol on this machine: the processor time of its
process for appends, for a long stream that is read from its begin, and the memory of idle streams.

streams.py PID PORT appends COUNT [BYTES]
streams.py PID PORT fill NAME MEGABYTES
streams.py PID PORT catchup NAME
streams.py PID PORT idle COUNT
"""

import os
import selectors
import socket
import sys
import time

PID, PORT, WHAT, *REST = sys.argv[1:]
TICK = os.sysconf("SC_CLK_TCK")
MEGABYTE = 1 << 20
BYTES = "application/octet-stream"


def cpu():
    """The processor time of the server, in seconds."""
    with open(f"/proc/{PID}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident():
    """The resident memory of the server, in MB."""
    with open(f"/proc/{PID}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def connect():
    client = socket.create_connection(("127.0.0.1", int(PORT)))
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def request(method, name, body=b"", kind="application/json"):
    head = f"{method} /v1/stream/{name} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
    return (head + f"Content-Length: {len(body)}\r\n\r\n").encode() + body


class Client:
    """One connection, one request after the other."""

    def __init__(self):
        self.socket = connect()
        self.input = self.socket.makefile("rb", MEGABYTE)
        self.scratch = bytearray(MEGABYTE)

    def ask(self, data):
        """Returns status, fields and the length of the body, which is dropped."""
        self.socket.sendall(data)
        status = int(self.input.readline().split()[1])
        fields = {}
        while (line := self.input.readline()) != b"\r\n":
            name, value = line.split(b":", 1)
            fields[name.lower().decode()] = value.strip().decode()
        if "transfer-encoding" in fields:
            return status, fields, self.drop_chunks()
        length = int(fields.get("content-length", 0))
        self.drop(length)
        return status, fields, length

    def drop(self, length):
        while length:
            length -= self.input.readinto(memoryview(self.scratch)[:min(length, MEGABYTE)])

    def drop_chunks(self):
        total = 0
        while True:
            length = int(self.input.readline(), 16)
            self.drop(length + 2)
            total += length
            if length == 0:
                return total


def create(name, kind="application/json"):
    status, *_ = Client().ask(request("PUT", name, kind=kind))
    assert status in (200, 201), status


def appends(count, size=100, connections=64, streams=16):
    """Each connection appends again when its last append is acknowledged."""
    tag = time.time_ns()
    body = b'{"m":"' + b"x" * (size - 8) + b'"}'
    clients = selectors.DefaultSelector()
    for i in range(streams):
        create(f"{tag}-{i}")
    for i in range(connections):
        clients.register(connect(), selectors.EVENT_READ, request("POST", f"{tag}-{i % streams}", body))
    before, begun = cpu(), time.time()
    for key in clients.get_map().values():
        key.fileobj.sendall(key.data)
    sent, done = connections, 0
    while done < count:
        for key, _ in clients.select():
            answer = key.fileobj.recv(65536)
            assert answer.startswith(b"HTTP/1.1 20"), answer[:300]
            done += 1
            if sent < count:
                key.fileobj.sendall(key.data)
                sent += 1
    used = cpu() - before
    print(f"{used / count * 1e6:.1f} us an append, {count / (time.time() - begun):.0f} a second")


def fill(name, megabytes):
    create(name, BYTES)
    client, body, before = Client(), os.urandom(MEGABYTE), cpu()
    for _ in range(megabytes):
        status, *_ = client.ask(request("POST", name, body, BYTES))
        assert status in (200, 204), status
    print(f"{cpu() - before:.2f} s for {megabytes} MB")


def catchup(name):
    client, before, begun = Client(), cpu(), time.time()
    total, requests, offset, is_up_to_date = 0, 0, "-1", False
    while not is_up_to_date:
        status, fields, length = client.ask(request("GET", f"{name}?offset={offset}"))
        assert status == 200, status
        offset = fields["stream-next-offset"]
        is_up_to_date = "stream-up-to-date" in fields
        total += length
        requests += 1
    used = cpu() - before
    print(f"{used / total * 1e9:.2f} s a GB, {requests} requests, {time.time() - begun:.2f} s")


def idle(count):
    client, tag, before = Client(), time.time_ns(), resident()
    for i in range(count):
        client.ask(request("PUT", f"{tag}-{i}"))
        client.ask(request("POST", f"{tag}-{i}", b'{"a":1}'))
    print(f"{count} streams: {before} MB before, {resident()} MB with them")


numbers = [int(each) if each.isdigit() else each for each in REST]
{"appends": appends, "fill": fill, "catchup": catchup, "idle": idle}[WHAT](*numbers)
print(f"{resident()} MB resident")
