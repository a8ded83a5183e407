# _struct, binascii and the digests: results and messages.
import _struct as struct, binascii, _md5, _sha1, _sha2, _sha3, _blake2
S=struct
print(S.pack('<IhbQ?3s5pdfe', 1,-2,3,2**64-1,True,b'ab',b'xyz',1.5,2.5,0.5))
print(S.unpack('>hhl', b'\0\1\0\2\0\0\0\3'), S.calcsize('@bq'), S.calcsize('=bq'), S.pack('>2c', b'a', b'b'), S.pack('xB2x',1))
b=bytearray(10); S.pack_into('<H', b, 3, 0x1234); print(b, S.unpack_from('<H', b, 3), S.unpack_from('<H', b, offset=-7), list(S.iter_unpack('<H', b)))
s=S.Struct('<2i'); print(s.size, s.format, s.pack(1,2), s.unpack(s.pack(3,4)), s)
for c in ["S.pack('b',200)","S.pack('B',-1)","S.pack('<H',70000)","S.pack('i','a')","S.pack('f','a')","S.pack('ii',1)","S.unpack('i',b'')","S.pack('z',1)","S.pack('3')","S.pack('s','a')","S.pack('c',b'ab')","S.pack('<f',1e300)","S.pack('e',1e6)","S.pack('d',10**400)","S.unpack_from('i',b'123',1)","S.unpack_from('i',b'123',-2)","S.pack_into('i',b,8,1)","S.pack_into('i',b'abcd',0,1)","S.iter_unpack('',b'')","S.iter_unpack('h',b'123')","S.pack_into('i')","S.pack_into('i',b)","S.pack('Q',2**64)","S.pack('q',2**200)","S.pack('P',2**64)","S.pack('P',-1)","S.Struct(1)","S.unpack('i','abcd')","S.pack(b'<i',7)", "S.calcsize('999999999999999999999i')","S.pack('?',[])"]:
    try: print(c, eval(c))
    except Exception as e: print(c, type(e).__module__, type(e).__name__, e)
print(binascii.hexlify(b'\x01\xff'), binascii.hexlify(b'abcdef','-',2), binascii.unhexlify('01ff'), binascii.b2a_base64(b'hello'), binascii.a2b_base64(b'aGVsbG8='), binascii.crc32(b'hello'), binascii.crc_hqx(b'hello',0), binascii.b2a_uu(b'hi'), binascii.a2b_uu(binascii.b2a_uu(b'hi')), binascii.b2a_qp(b'a=\t b'), binascii.a2b_qp(b'a=3D'))
for c in ["binascii.unhexlify('0')","binascii.unhexlify('zz')","binascii.a2b_base64('a')","binascii.unhexlify(1)","binascii.hexlify('a')","binascii.a2b_base64('\u1234')","binascii.hexlify(b'ab','xx')"]:
    try: print(c, eval(c))
    except Exception as e: print(c, type(e).__module__, type(e).__name__, e)
for m,n in [(_md5,'md5'),(_sha1,'sha1'),(_sha2,'sha224'),(_sha2,'sha256'),(_sha2,'sha384'),(_sha2,'sha512'),(_sha3,'sha3_224'),(_sha3,'sha3_512'),(_blake2,'blake2b'),(_blake2,'blake2s')]:
    h=getattr(m,n)(b'abc'); h2=h.copy(); h2.update(b'd'); print(h.name,h.digest_size,h.block_size,h.hexdigest(),h2.hexdigest()[:16],len(h.digest()), type(h).__name__)
h=_sha3.shake_128(b'abc'); print(h.hexdigest(20), h.digest(3), h.digest_size)
print(_blake2.blake2b(b'x',digest_size=20,key=b'k',salt=b's',person=b'p',fanout=2,depth=3,leaf_size=4,node_offset=5,node_depth=1,inner_size=32,last_node=True).hexdigest(), _blake2.blake2b.MAX_KEY_SIZE, _blake2.blake2s(digest_size=4).hexdigest())
for c in ["_md5.md5('a')","_md5.md5(1)","_blake2.blake2b(key=b'a'*65)","_blake2.blake2s(salt=b'a'*9)","_blake2.blake2b(fanout=256)","h.digest(-1)"]:
    try: print(c, eval(c))
    except Exception as e: print(c, type(e).__module__, type(e).__name__, e)
