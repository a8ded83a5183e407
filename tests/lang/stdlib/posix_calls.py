# posix: files by descriptor, directories, processes, error texts.
import posix
import select
import errno
import _stat

base = "/tmp/naja_posix_%d" % posix.getpid()
posix.mkdir(base)
name = base + "/f"
fd = posix.open(name, posix.O_CREAT | posix.O_RDWR, 0o644)
print(posix.write(fd, b"hello"), posix.lseek(fd, 0, 0), posix.read(fd, 3), posix.pread(fd, 2, 1), posix.fstat(fd).st_size)
posix.ftruncate(fd, 2)
print(posix.stat(name).st_size, posix.get_inheritable(fd), posix.isatty(fd))
posix.close(fd)
posix.chmod(name, 0o600)
print(oct(posix.stat(name).st_mode), _stat.filemode(posix.stat(name).st_mode))
posix.symlink("f", base + "/link")
print(posix.readlink(base + "/link"), _stat.S_ISLNK(posix.lstat(base + "/link").st_mode))
posix.utime(name, (1, 2.5))
st = posix.stat(name)
print(st.st_atime, st.st_mtime, st.st_mtime_ns, st[8], len(st), st.n_fields)
print(sorted(posix.listdir(base)), sorted(posix.listdir(base.encode())))
with posix.scandir(base) as it:
    print(sorted((e.name, e.is_file(), e.is_symlink(), e.is_dir(), e.is_file(follow_symlinks=False)) for e in it))
posix.rename(name, base + "/g")
for call in [
    lambda: posix.rename(base + "/nope", base + "/x"),
    lambda: posix.rmdir(base),
    lambda: posix.stat(base + "/nope"),
    lambda: posix.stat("a\0"),
    lambda: posix.stat(1.5),
    lambda: posix.open(1.5, 0),
    lambda: posix.stat("x", dir_fd="a"),
    lambda: posix.stat(0, dir_fd=3),
    lambda: posix.close("a"),
    lambda: posix.close(2**40),
    lambda: posix.fsync(-1),
    lambda: posix.listdir(2.5),
    lambda: posix.mkdir(3),
    lambda: posix.write(1, "a"),
    lambda: posix.fspath(1),
    lambda: posix.putenv("a=", "b"),
    lambda: posix.read(0, -1),
    lambda: posix.utime("nope", (1, 2), ns=(3, 4)),
]:
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, str(e).replace(base, "BASE"))
for p in ["", ".", "/", "//", "///a", "a/../..", "/a/../../b", "a//b/./c/", b"x/../y"]:
    print(repr(p), repr(posix._path_normpath(p)), posix._path_splitroot_ex(p))
posix.unlink(base + "/link")
posix.unlink(base + "/g")
posix.rmdir(base)
r, w = posix.pipe()
pid = posix.fork()
if pid == 0:
    posix.write(w, b"child")
    posix._exit(7)
print(select.select([r], [], [], 10)[0] == [r], posix.read(r, 100))
status = posix.waitpid(pid, 0)[1]
print(posix.WIFEXITED(status), posix.WEXITSTATUS(status), posix.waitstatus_to_exitcode(status))
pid = posix.fork()
if pid == 0:
    posix.execv("/bin/sh", ["sh", "-c", "exit 3"])
print(posix.waitstatus_to_exitcode(posix.waitpid(pid, 0)[1]))
pid = posix.fork()
if pid == 0:
    import time

    time.sleep(30)
posix.kill(pid, 9)
status = posix.waitpid(pid, 0)[1]
print(posix.WIFSIGNALED(status), posix.WTERMSIG(status), posix.waitstatus_to_exitcode(status))
pid = posix.posix_spawn("/bin/sh", ["sh", "-c", "exit 4"], {"A": "b"})
print(posix.waitstatus_to_exitcode(posix.waitpid(pid, 0)[1]))
print(errno.errorcode[errno.ENOENT], posix.strerror(errno.ENOENT), type(posix.times()).__name__, posix.uname().sysname)
