//! The inverse of the normal distribution's cumulative function: Wichura's algorithm AS241 (PPND16), which is exact to
//! about 16 digits. Three pairs of polynomials cover the middle, the tails and the far tails.

/// Numerator and denominator, lowest power first.
type Ratio = ([f64; 8], [f64; 8]);

const MIDDLE: Ratio = (
    [3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227],
    [1.0, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852854],
);
const TAIL: Ratio = (
    [
        1.4234371107496835,
        4.630337846156546,
        5.769497221460691,
        3.6478483247632045,
        1.2704582524523684,
        0.2417807251774506,
        0.022723844989269184,
        0.0007745450142783414,
    ],
    [1.0, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-09],
);
const FAR_TAIL: Ratio = (
    [
        6.657904643501103,
        5.463784911164114,
        1.7848265399172913,
        0.29656057182850487,
        0.026532189526576124,
        0.0012426609473880784,
        2.7115555687434876e-05,
        2.0103343992922881e-07,
    ],
    [
        1.0,
        0.599832206555888,
        0.1369298809227358,
        0.014875361290850615,
        0.0007868691311456133,
        1.8463183175100548e-05,
        1.421511758316446e-07,
        2.0442631033899397e-15,
    ],
);

fn ratio(r: f64, (above, below): &Ratio) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    horner(above) / horner(below)
}

/// The `x` below which a share `p` of the distribution lies; `p` must be between 0 and 1, exclusively. None when
/// the result can't be computed.
pub fn inverse_cdf(p: f64, mu: f64, sigma: f64) -> Option<f64> {
    if p <= 0.0 || p >= 1.0 || sigma <= 0.0 {
        return None;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return Some(mu + q * ratio(0.180625 - q * q, &MIDDLE) * sigma);
    }
    let r = (-(if q <= 0.0 { p } else { 1.0 - p }).ln()).sqrt();
    let x = if r <= 5.0 { ratio(r - 1.6, &TAIL) } else { ratio(r - 5.0, &FAR_TAIL) };
    Some(mu + x.copysign(q) * sigma)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles() {
        // From CPython's statistics.NormalDist().inv_cdf.
        for (p, x) in [(0.5, 0.0), (0.975, 1.9599639845400536), (1e-9, -5.9978070150076865), (0.01, -2.3263478740408408), (0.7, 0.5244005127080407)] {
            assert_eq!(inverse_cdf(p, 0.0, 1.0), Some(x), "{p}");
        }
        assert_eq!((inverse_cdf(0.0, 0.0, 1.0), inverse_cdf(0.5, 0.0, 0.0)), (None, None));
    }
}
