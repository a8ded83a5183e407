# zlib: round trips, stream objects, messages.
import zlib
d=b'hello world '*1000+bytes(range(256))
for w in (15,9,-15,31,-9,25):
    c=zlib.compress(d,9,wbits=w); print(w, zlib.decompress(c,wbits=w)==d, len(c)<1000)
print(zlib.decompress(zlib.compress(d),wbits=47)==d, zlib.decompress(zlib.compress(d,wbits=31),wbits=47)==d, zlib.crc32(d), zlib.adler32(d), zlib.adler32(b''), zlib.crc32(b'a',5))
co=zlib.compressobj(6); x=co.compress(d[:500])+co.flush(zlib.Z_SYNC_FLUSH)
do=zlib.decompressobj(); print(do.decompress(x)==d[:500], do.eof); x2=co.compress(d[500:])+co.flush(); print(do.decompress(x2+b'tail')==d[500:], do.eof, do.unused_data, do.unconsumed_tail)
x=zlib.compress(d); do=zlib.decompressobj(); o=do.decompress(x,100); print(len(o), len(do.unconsumed_tail)>0)
while not do.eof:
    p=do.decompress(do.unconsumed_tail,1000); o+=p
    if not p: break
print(o==d, do.eof)
q=zlib._ZlibDecompressor(); o=b''
o+=q.decompress(x[:20],50); print(q.needs_input, q.eof)
while not q.eof:
    o+=q.decompress(x[20:] if q.needs_input else b'', 700)
print(o==d, q.unused_data)
co=zlib.compressobj(zdict=b'hello world'); y=co.compress(d)+co.flush(); do=zlib.decompressobj(zdict=b'hello world'); print(do.decompress(y)==d)
for c in ["zlib.decompress(b'abc')","zlib.decompress(x[:-5])","zlib.compress(d,10)","zlib.compressobj(11)","zlib.decompressobj(5)","zlib.compress('a')","do.decompress(b'',-1)","co.compress(b'a')","q.decompress(b'')","zlib.decompress(y)","zlib.decompress(b'')","zlib.decompress(x[:-2]+b'zz')"]:
    try: print(c, eval(c)[:5])
    except Exception as e: print(c, type(e).__module__, type(e).__name__, e)
