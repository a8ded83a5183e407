import os, pathlib, tempfile, shutil, glob
from pathlib import Path, PurePosixPath as PP
p = PP("/a/b/c.tar.gz"); print(p.name, p.stem, p.suffix, p.suffixes, p.parent, p.parts, p.with_suffix(".x"), p.with_name("q"), p / "d", p.relative_to("/a"), p.is_absolute(), PP("a") / "/b", PP("a//b/./c"), PP("a").joinpath("b", "c"), repr(PP("x")), PP("a/b") < PP("a/c"), p.match("*.gz"), list(p.parents)[:2], PP("a") == PP("a/"))
with tempfile.TemporaryDirectory() as t:
    b = Path(t); f = b / "x" / "f.txt"; f.parent.mkdir(); f.write_text("hi\né"); print(f.read_text(), f.exists(), f.is_file(), f.stat().st_size, [q.name for q in b.iterdir()], [q.name for q in b.rglob("*.txt")], f.read_bytes())
    (b / "b.bin").write_bytes(b"\x00"); os.rename(b / "b.bin", b / "c.bin"); print(sorted(os.listdir(t)), os.path.isdir(t), os.path.join("a", "b", "/c"), os.path.split("/x/y.z"), os.path.splitext("a.b.c"), os.path.basename("/q/"), os.path.normpath("a/../b//c"), os.path.exists("/nope_zz"), os.path.commonprefix(["abc", "abd"]))
    shutil.copy(f, b / "copy.txt"); print(sorted(os.path.basename(g) for g in glob.glob(t + "/*.txt"))); print([(os.path.relpath(r, t), sorted(d), sorted(fs)) for r, d, fs in os.walk(t)]); shutil.rmtree(b / "x"); print(f.exists()); os.makedirs(b / "m" / "n"); os.rmdir(b / "m" / "n")
    for c in (lambda: os.remove(b / "nope"), lambda: os.mkdir(b / "m"), lambda: (b / "nope").read_text(), lambda: os.rmdir(b / "copy.txt"), lambda: os.listdir(b / "nope")):
        try: c()
        except OSError as e: print(type(e).__name__, e.errno)
    with tempfile.NamedTemporaryFile("w+", dir=t) as n: n.write("t"); n.seek(0); print(n.read(), os.path.exists(n.name))
    fd = os.open(b / "raw", os.O_CREAT | os.O_RDWR); os.write(fd, b"raw"); os.lseek(fd, 0, 0); print(os.read(fd, 9)); os.close(fd)
print(os.path.exists(t), os.environ.get("NOPE_ZZ"), os.getenv("NOPE", "d"), os.sep, os.linesep == "\n", os.name, os.fspath(Path("a"))); os.environ["SET_ZZ"] = "1"; print(os.environ["SET_ZZ"], isinstance(os.getpid(), int), os.strerror(2))
