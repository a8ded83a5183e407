# _socket: pairs, TCP on this machine, timeouts, addresses.
import _socket as s

a, b = s.socketpair()
a.sendall(b"hi")
print(b.recv(10), a.family == s.AF_UNIX, a.type == s.SOCK_STREAM)
l = s.socket()
l.setsockopt(s.SOL_SOCKET, s.SO_REUSEADDR, 1)
l.bind(("127.0.0.1", 0))
l.listen()
port = l.getsockname()[1]
c = s.socket()
c.settimeout(5)
c.connect(("127.0.0.1", port))
fd, addr = l._accept()
d = s.socket(fileno=fd)
d.sendall(b"x" * 100000)
got = 0
while got < 100000:
    got += len(c.recv(65536))
print(got, addr[0], d.family, d.type, c.gettimeout())
c.settimeout(0.05)
try:
    c.recv(1)
except TimeoutError as e:
    print(repr(e))
c.setblocking(False)
try:
    c.recv(1)
except BlockingIOError as e:
    print(e)
buf = bytearray(4)
d.send(b"ab")
c.settimeout(5)
print(c.recv_into(buf), buf, c.getpeername()[1] == port)
d.shutdown(s.SHUT_WR)
print(c.recv(1))
print(s.inet_aton("1.2.3.4"), s.inet_ntoa(b"\x01\x02\x03\x04"), s.inet_ntop(s.AF_INET6, s.inet_pton(s.AF_INET6, "::1")), s.htons(1))
print(s.getaddrinfo("127.0.0.1", 80, 0, s.SOCK_STREAM))
u = s.socket(s.AF_INET, s.SOCK_DGRAM)
u.bind(("127.0.0.1", 0))
u.sendto(b"self", u.getsockname())
print(u.recvfrom(10)[0])
c2 = s.socket()
print(c2.connect_ex(("127.0.0.1", 1)))
for x in (a, b, c, c2, d, l, u):
    x.close()
t = s.socket()
for f in (lambda: t.bind("x"), lambda: t.bind(("h",)), lambda: t.bind(("127.0.0.1", 70000)), lambda: a.recv(1), lambda: s.inet_aton("x"), lambda: t.recv(-1), lambda: t.settimeout(-1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
t.close()
