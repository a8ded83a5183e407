//! CPython's answers, as bit patterns, for arguments chosen at random and at the edges.

use super::*;

const NAN: u64 = 0x7ff8_0000_0000_0000;

fn bits(r: Result<f64, MathError>) -> Result<u64, MathError> {
    r.map(|x| if x.is_nan() { NAN } else { x.to_bits() })
}

#[test]
fn special_functions() {
    type Row = (u64, [Result<u64, MathError>; 4]);
    #[rustfmt::skip]
    let rows: &[Row] = &[
        (0x3fe0000000000000, [Ok(0x3ffc5bf891b4ef6a), Ok(0x3fe250d048e7a1c0), Ok(0x3fe0a7ef5c18edd2), Ok(0x3fdeb02147ce245c)]),
        (0xbfe0000000000000, [Ok(0xc00c5bf891b4ef6b), Ok(0x3ff43f89a3f0edd4), Ok(0xbfe0a7ef5c18edd2), Ok(0x3ff853f7ae0c76e9)]),
        (0x3ff8000000000000, [Ok(0x3fec5bf891b4ef6b), Ok(0xbfbeeb95b094c1a0), Ok(0x3feeea5557137ae0), Ok(0x3fa15aaa8ec85205)]),
        (0x4004000000000000, [Ok(0x3ff544fa6d47b391), Ok(0x3fd2383e809a67f0), Ok(0x3feffcaa8f4c9bea), Ok(0x3f3aab859b20ac9e)]),
        (0x4008000000000000, [Ok(0x4000000000000000), Ok(0x3fe62e42fefa39ec), Ok(0x3fefffd1ac4135f9), Ok(0x3ef729df65034229)]),
        (0x4037000000000000, [Ok(0x444e77526159f06c), Ok(0x40483c4faba84f05), Ok(0x3ff0000000000000), Ok(0x0fe61080de06bfb1)]),
        (0x4038000000000000, [Ok(0x4495e5c335f8a4cc), Ok(0x4049cda78b856a45), Ok(0x3ff0000000000000), Ok(0x0ba82de1daeb9c47)]),
        (0x4059100000000000, [Ok(0x606b7d035f47bc47), Ok(0x4076848d8e681f59), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0x4065733333333333, [Ok(0x7fec3adadc5107b0), Ok(0x40862d42454fa888), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0x4065766666666666, [Err(MathError::Range), Ok(0x4086315f769af3d8), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0xc059200000000000, [Ok(0x9f07932fb5136291), Ok(0xc076ce6a5dbefb91), Ok(0xbff0000000000000), Ok(0x4000000000000000)]),
        (0xc062c80000000000, [Ok(0x89665de469bae0f2), Ok(0xc082e6428ff3cc1a), Ok(0xbff0000000000000), Ok(0x4000000000000000)]),
        (0xc068f00000000000, [Ok(0x0000000000000000), Ok(0xc08adb7ff22bdd3f), Ok(0xbff0000000000000), Ok(0x4000000000000000)]),
        (0xbff0000000000000, [Err(MathError::Domain), Err(MathError::Domain), Ok(0xbfeaf767a741088b), Ok(0x3ffd7bb3d3a08446)]),
        (0x0000000000000000, [Err(MathError::Domain), Err(MathError::Domain), Ok(0x0000000000000000), Ok(0x3ff0000000000000)]),
        (0x3b92e3b40a0e9b4f, [Ok(0x444b1ae4d6e2ef51), Ok(0x40482d59465dffac), Ok(0x3b955081c01d08b3), Ok(0x3ff0000000000000)]),
        (0x000012688b70e62b, [Err(MathError::Range), Ok(0x40864e69394d9508), Ok(0x000014c5898977c4), Ok(0x3ff0000000000000)]),
        (0x406f400000000000, [Err(MathError::Range), Ok(0x4091a2185764485f), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0xc06f500000000000, [Ok(0x8000000000000000), Ok(0xc091bea6a2ca1021), Ok(0xbff0000000000000), Ok(0x4000000000000000)]),
        (0x7e37e43c8800759c, [Err(MathError::Range), Ok(0x7ed017f38e7a1ab5), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0x7ff0000000000000, [Ok(0x7ff0000000000000), Ok(0x7ff0000000000000), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0xfff0000000000000, [Err(MathError::Domain), Ok(0x7ff0000000000000), Ok(0xbff0000000000000), Ok(0x4000000000000000)]),
        (0xbee4f8b588e368f1, [Ok(0xc0f86a093c50dd39), Ok(0x4027069eec51d1ee), Ok(0xbee7a9f084b5e44c), Ok(0x3ff0000bd4f8425b)]),
        (0x4014000000000000, [Ok(0x4038000000000000), Ok(0x40096ca77c922cf7), Ok(0x3fefffffffffc9e8), Ok(0x3d7b0c1a759f773a)]),
        (0x401d7f1483a9d150, [Ok(0x4096e8ac94a203d1), Ok(0x401d2960ac290ab8), Ok(0x3ff0000000000000), Ok(0x3acc6b8cd0cc3bb2)]),
        (0x402d03b24160c6bc, [Ok(0x4215eb8eac445a27), Ok(0x4037e1bf0e42f223), Ok(0x3ff0000000000000), Ok(0x2ca9b1d16b3cb16c)]),
        (0x4031b62c54ada86e, [Ok(0x42e1c15128254334), Ok(0x4040574be8d6b3df), Ok(0x3ff0000000000000), Ok(0x2355db96685a1eb2)]),
        (0x403a8c094ecfb376, [Ok(0x4552f90c4974783b), Ok(0x404de3fa58d7f8ec), Ok(0x3ff0000000000000), Ok(0x000d1a93dbfe3464)]),
        (0x402cc9af28c7cd3c, [Ok(0x421042cbe6b74877), Ok(0x4037954b4e68a51d), Ok(0x3ff0000000000000), Ok(0x2cf56431826985a7)]),
        (0x403956e97579ad30, [Ok(0x44f861de1587341e), Ok(0x404befbfdf4b1e53), Ok(0x3ff0000000000000), Ok(0x05b1fe4ea192b335)]),
        (0xc03c427acd328819, [Ok(0xb9de05a72d5d8c82), Ok(0xc050d3241d3a0d37), Ok(0xbff0000000000000), Ok(0x4000000000000000)]),
        (0xc0008049c97146d0, [Ok(0xc01e4e94273eb1a4), Ok(0x4000335e86812084), Ok(0xbfefe30cadc06b8a), Ok(0x3ffff18656e035c5)]),
        (0x403a99f58c5e2e5c, [Ok(0x4556a7923daf3f38), Ok(0x404dfaaddae11d3c), Ok(0x3ff0000000000000), Ok(0x0000b9f4a0f6b61a)]),
        (0x4021e07f8ec71dd0, [Ok(0x40e14309ec5545c1), Ok(0x4024f23ca7ef6bbf), Ok(0x3ff0000000000000), Ok(0x387ab5df9c634bd1)]),
        (0x40380dd4e0ad2790, [Ok(0x4499f8c6004fa2aa), Ok(0x4049e37efcee5c0d), Ok(0x3ff0000000000000), Ok(0x0b6cc65dc1388166)]),
        (0xc037352808b62822, [Ok(0x3b5f61dc89809b82), Ok(0xc0494f4328152b68), Ok(0xbff0000000000000), Ok(0x4000000000000000)]),
        (0xbffdb1973fc95b00, [Ok(0x401055e4e8216418), Ok(0x3ff6834485066035), Ok(0xbfefb8ede0b50341), Ok(0x3fffdc76f05a81a0)]),
        (0xc02e69485749e3be, [Ok(0x3d83f3826b62f0f0), Ok(0xc03acfe1ca3b158a), Ok(0xbff0000000000000), Ok(0x4000000000000000)]),
        (0x400501559a1e53a0, [Ok(0x3ff75290af7adce9), Ok(0x3fd81dfe88507e98), Ok(0x3feffe52dc951d66), Ok(0x3f2ad236ae2998ac)]),
        (0x4011bef2537adc20, [Ok(0x40254f3e602be4c8), Ok(0x4002ed9591f25b19), Ok(0x3fefffffffcfac66), Ok(0x3df829cd3d67235d)]),
        (0x4002e26a339cf1fc, [Ok(0x3ff360905bf1eec8), Ok(0x3fc8835a0ae9cee8), Ok(0x3feff9186e212b21), Ok(0x3f4b9e477b537a3e)]),
        (0x4043817460d7799a, [Ok(0x4938725756bf1dfe), Ok(0x4059c09eb634a4cc), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0x40492746120c60bc, [Ok(0x4d1399faa517ff19), Ok(0x406238721164894b), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0x40649e263b40920f, [Ok(0x7cd885d415acdd66), Ok(0x40851c6b3f72aa07), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0x40613a941f386515, [Ok(0x7095e908c746e376), Ok(0x4080dca9b9ec61a7), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0x403cba8fe624b0bd, [Ok(0x45f8d98bffdf3184), Ok(0x4050bedf7a5c4111), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0x4061ef911153ca75, [Ok(0x731b8fbf55670053), Ok(0x4081bc4e4914c1c1), Ok(0x3ff0000000000000), Ok(0x0000000000000000)]),
        (0x4038fa671367413a, [Ok(0x44dea0b7e3bf86d6), Ok(0x404b5b7e8e0c909e), Ok(0x3ff0000000000000), Ok(0x0755721aa7a750b7)]),
    ];
    for (x, want) in rows {
        let v = f64::from_bits(*x);
        let got = [bits(gamma(v)), bits(lgamma(v)), bits(Ok(erf(v))), bits(Ok(erfc(v)))];
        assert_eq!(got, *want, "{v}");
    }
}

#[test]
fn norms_and_sums() {
    type Row = (&'static [u64], u64, u64, u64);
    #[rustfmt::skip]
    let rows: &[Row] = &[
        (&[0x4008000000000000, 0x4010000000000000], 0x4014000000000000, 0x401c000000000000, 0x4038000000000000),
        (&[0x7fe1ccf385ebc8a0, 0x7fe1ccf385ebc8a0], 0x7fe92c80954c51f5, 0, 0x7ff0000000000000),
        (&[0x0000000000000001, 0x0000000000000001], 0x0000000000000001, 0x0000000000000002, 0x0000000000000000),
        (&[0x000012688b70e62b, 0x000024d116e1cc56, 0x00003739a252b281], 0x000044e0ba479dcb, 0x00006e7344a56502, 0x0000000000000000),
        (&[0x3fb999999999999a, 0x3fb999999999999a, 0x3fb999999999999a, 0x3fb999999999999a, 0x3fb999999999999a, 0x3fb999999999999a, 0x3fb999999999999a, 0x3fb999999999999a, 0x3fb999999999999a, 0x3fb999999999999a], 0x3fd43d136248490f, 0x3ff0000000000000, 0x3fb999999999999a),
        (&[0x4341c37937e08000, 0x3ff0000000000000, 0x3c9cd2b297d889bc], 0x4341c37937e08000, 0x4341c37937e08001, 0x4008000000000000),
        (&[0x4341c37937e08000, 0x3ff0000000000000, 0xc341c37937e08000], 0x43491f19451be383, 0x3ff0000000000000, 0xc6a3b8b5b5056e17),
        (&[0x3ff8000000000000], 0x3ff8000000000000, 0x3ff8000000000000, 0x4002000000000000),
        (&[0x3ef8a1af2648fc57, 0xbe3f971bf09c8755], 0x3ef8a1af3a8ae380, 0x3ef89fb5b489f28f, 0xbd5850f221344329),
        (&[0xbf77cd242b474543, 0x3f4e27a6d8f1a992], 0x3f781913b9df201f, 0xbf74082f50291011, 0xbee66dd0062fa389),
        (&[0x401dcae939aa3344, 0xbf6e880733fd2a95], 0x401dcae9783dde52, 0x401dc71838c3b39f, 0xbfac6cdfba0ebfa4),
        (&[0x3f49b49b290d39c3, 0xbf7a13e452863f76, 0x40c239a4a3b85ed8], 0x40c239a4a3b86394, 0x40c239a3eccdd76d, 0x402d47cfc9477fd2),
        (&[0xc07926c15949b81c, 0xbef1d869400d81cb, 0xc0479e6a13af8d8c], 0x407952f6757fe588, 0xc07c1a8ead98130e, 0x40e2905db2af4e3c),
        (&[0xbe311028d9858b8b, 0x4033321f4cf2c777, 0xc08b1fa40ae4158b, 0x41584d0e5f8c5a28, 0x3f39bec14cda9cbd], 0x41584d0e63559869, 0x41584c3a2efa45f0, 0x41ad3e9eeca75a69),
        (&[0xbf03b1a6ab891396, 0xbe4306d387c971f0, 0x408c1387128b970d, 0x3e3da002ce611f8b, 0x40c32a983762ba8a, 0xbe26fd44dca1613f, 0xbf18bc17072d7d40, 0x3f6444e68e712c6c, 0xbfb38192e1903394], 0x40c33f1da16d359e, 0x40c4ebc73482f62b, 0x4196f59ae7a7c28d),
    ];
    for (v, norm, sum, product) in rows {
        let v: Vec<f64> = v.iter().map(|&b| f64::from_bits(b)).collect();
        assert_eq!(hypot(&mut v.clone()).to_bits(), *norm, "{v:?}");
        assert_eq!(dist(&v, &vec![0.0; v.len()]).to_bits(), *norm, "{v:?}");
        let mut f = Fsum::default();
        let done = v.iter().try_for_each(|&x| f.add(x)).and_then(|()| f.finish());
        assert_eq!(done.map_or(0, f64::to_bits), *sum, "{v:?}");
        let mut p = SumProduct::default();
        let finite = v.iter().zip(v.iter().rev()).all(|(&a, &b)| p.add(a, b));
        let want = f64::from_bits(*product);
        assert!(if finite { p.finish() == want } else { want.is_infinite() }, "{v:?}");
    }
}

#[test]
fn remainders() {
    #[rustfmt::skip]
    let rows: &[(u64, u64, Result<u64, MathError>)] = &[
        (0x4014000000000000, 0x4000000000000000, Ok(0x3ff0000000000000)),
        (0x4008000000000000, 0x4000000000000000, Ok(0xbff0000000000000)),
        (0xc008000000000000, 0x4000000000000000, Ok(0x3ff0000000000000)),
        (0x3ff0000000000000, 0x0000000000000000, Err(MathError::Domain)),
        (0x7ff0000000000000, 0x3ff0000000000000, Err(MathError::Domain)),
        (0x3ff0000000000000, 0x7ff0000000000000, Ok(0x3ff0000000000000)),
        (0x3fe8000000000000, 0x3fe0000000000000, Ok(0xbfd0000000000000)),
        (0x7e37e43c8800759c, 0x4008000000000000, Ok(0x0000000000000000)),
        (0x8000000000000000, 0x3ff0000000000000, Ok(0x8000000000000000)),
        (0x401e000000000000, 0xc008000000000000, Ok(0x3ff8000000000000)),
        (0x401eef6827601cbc, 0x400537d5a6c5f28a, Ok(0xbfcc8b0a5919e260)),
        (0xc00668b576c66b1c, 0xbfebe13452932ee0, Ok(0xbfc7fce38d807f40)),
        (0x3fdc74dd0420f460, 0x3ffa75383d8ddfdc, Ok(0x3fdc74dd0420f460)),
        (0xc01c385e98b12f6b, 0x3ff7d8a1715f3148, Ok(0x3fd966b3505ce2f0)),
        (0x4015667b6c4e40b4, 0x400143ec7dc67262, Ok(0x3ff08a3bba1f3948)),
        (0xc020ae67428d35fb, 0x400565fe1fdebb88, Ok(0xbfd43d1554c52aa0)),
        (0xc01d6f5f6c1fa77f, 0xbfee93ebd3b0dd70, Ok(0x3fd248c679135f10)),
        (0x3fffeb17bd0df4d8, 0x4004117490e3a0e4, Ok(0xbfe06fa2c97299e0)),
    ];
    for (x, y, want) in rows {
        let (x, y) = (f64::from_bits(*x), f64::from_bits(*y));
        assert_eq!(bits(remainder(x, y)), *want, "{x} {y}");
    }
}

#[test]
fn neighbours() {
    #[rustfmt::skip]
    let rows: &[(u64, u64, u64, u64)] = &[
        (0x3ff0000000000000, 0x4000000000000000, 1, 0x3ff0000000000001),
        (0x3ff0000000000000, 0x0000000000000000, 1, 0x3fefffffffffffff),
        (0x0000000000000000, 0xbff0000000000000, 1, 0x8000000000000001),
        (0x8000000000000000, 0x0000000000000000, 1, 0x0000000000000000),
        (0x0000000000000000, 0x8000000000000000, 1, 0x8000000000000000),
        (0x0000000000000001, 0x8000000000000001, 2, 0x8000000000000001),
        (0x0000000000000001, 0x8000000000000001, 1, 0x0000000000000000),
        (0x0000000000000001, 0xbff0000000000000, 3, 0x8000000000000002),
        (0x3ff0000000000000, 0x4000000000000000, 0, 0x3ff0000000000000),
        (0x3ff0000000000000, 0x7ff0000000000000, 9223372036854775808, 0x7ff0000000000000),
        (0x3ff0000000000000, 0x3ff0000000000002, 5, 0x3ff0000000000002),
        (0x4000000000000000, 0xc000000000000000, 4611686018427387911, 0x8000000000000007),
        (0x7ff0000000000000, 0x0000000000000000, 1, 0x7fefffffffffffff),
        (0x7fefffffffffffff, 0x7ff0000000000000, 1, 0x7ff0000000000000),
    ];
    for (x, y, steps, want) in rows {
        let (x, y) = (f64::from_bits(*x), f64::from_bits(*y));
        assert_eq!(nextafter(x, y, *steps).to_bits(), *want, "{x} {y} {steps}");
    }
    #[rustfmt::skip]
    let ulps: &[(u64, u64)] = &[
        (0x3ff0000000000000, 0x3cb0000000000000),
        (0x0000000000000000, 0x0000000000000001),
        (0xc014000000000000, 0x3cd0000000000000),
        (0x7fe1ccf385ebc8a0, 0x7ca0000000000000),
        (0x7fefffffffffffff, 0x7ca0000000000000),
        (0x0000000000000001, 0x0000000000000001),
        (0x7ff0000000000000, 0x7ff0000000000000),
        (0x0010000000000000, 0x0000000000000001),
    ];
    for (x, want) in ulps {
        assert_eq!(ulp(f64::from_bits(*x)).to_bits(), *want);
    }
}

#[test]
fn errors() {
    let run = |v: &[f64]| {
        let mut f = Fsum::default();
        v.iter().try_for_each(|&x| f.add(x)).and_then(|()| f.finish())
    };
    let inf = f64::INFINITY;
    assert_eq!(run(&[1e308, 1e308]), Err(FsumError::Overflow));
    assert_eq!(run(&[inf, -inf]), Err(FsumError::Infinities));
    assert_eq!(run(&[inf, 1.0, inf]), Ok(inf));
    assert_eq!(run(&[]), Ok(0.0));
    assert_eq!(fma(inf, 0.0, 1.0), Err(MathError::Domain));
    assert_eq!(fma(1e308, 10.0, 0.0), Err(MathError::Range));
    assert_eq!(fma(0.1, 10.0, -1.0), Ok(5.551115123125783e-17));
    assert!(isclose(1.0, 1.0 + 1e-10, 1e-9, 0.0) && !isclose(1.0, 1.1, 1e-9, 0.0) && !isclose(inf, 1.0, 1.0, 0.0));
    assert_eq!(frexp(5e-324), (0.5, -1073));
    assert_eq!(frexp(-8.0), (-0.5, 4));
    assert_eq!(cbrt(27.0), 3.0);
}
