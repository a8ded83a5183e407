//! The facts of Unicode 16.0.0 (CPython 3.14's version) that `str` methods ask for: general category, the derived
//! case properties, numeric types, full case folding.
//!
//! Crates with such tables follow the newest Unicode, so characters assigned later would become printable, cased
//! or alphabetic here and not in CPython. The data is therefore kept with its version, as runs of equal class, and is
//! spread into a two-stage table (one byte per character, equal blocks shared) on the first question about a
//! character above Latin-1. The runs were made from the `unicodedata2` 16.0.0 distribution and CPython's `str`
//! methods. Case *mappings* come from `std` and `unicode-casing`, masked by "assigned in 16.0".

use std::sync::OnceLock;

/// Unicode general categories, in the order that the class table uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[allow(missing_docs, reason = "the two-letter codes are Unicode's own names")]
pub enum Category {
    Cn,
    Cc,
    Cf,
    Cs,
    Co,
    Zs,
    Zl,
    Zp,
    Lu,
    Ll,
    Lt,
    Lm,
    Lo,
    Mn,
    Mc,
    Me,
    Nd,
    Nl,
    No,
    Pc,
    Pd,
    Ps,
    Pe,
    Pi,
    Pf,
    Po,
    Sm,
    Sc,
    Sk,
    So,
}

impl Category {
    /// The two-letter code, as `unicodedata.category` gives it.
    pub fn code(self) -> &'static str {
        const CODES: &str = "CnCcCfCsCoZsZlZpLuLlLtLmLoMnMcMeNdNlNoPcPdPsPePiPfPoSmScSkSo";
        let at = self as usize * 2;
        &CODES[at..at + 2]
    }

    /// Any of the letter categories.
    pub fn is_letter(self) -> bool {
        use Category::*;
        matches!(self, Lu | Ll | Lt | Lm | Lo)
    }
}

/// Derived property Lowercase.
pub const LOWER: u8 = 1;
/// Derived property Uppercase.
pub const UPPER: u8 = 2;
/// Derived property Case_Ignorable (and not cased-only).
pub const IGNORABLE: u8 = 4;
/// Numeric_Type=Digit (decimal digits are category Nd).
pub const DIGIT: u8 = 8;
/// Numeric_Type=Numeric.
pub const NUMERIC: u8 = 16;

/// What is known of one character: its category and the property bits above.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Class {
    /// General category.
    pub category: Category,
    /// Bits `LOWER`, `UPPER`, `IGNORABLE`, `DIGIT`, `NUMERIC`.
    pub bits: u8,
}

impl Class {
    /// Whether all of `bits` are set.
    pub fn has(self, bits: u8) -> bool {
        self.bits & bits == bits
    }

    /// Lower-, upper- or titlecase.
    pub fn is_cased(self) -> bool {
        self.bits & (LOWER | UPPER) != 0 || self.category == Category::Lt
    }
}

const BLOCK: usize = 128;

struct Table {
    index: Vec<u16>,
    blocks: Vec<u8>,
}

/// The class of a character; surrogates are `Cs`, words beyond U+10FFFF unassigned.
pub fn class(c: u32) -> Class {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let table = TABLE.get_or_init(spread);
    let Some(&block) = table.index.get(c as usize / BLOCK) else {
        return CLASSES[0];
    };
    CLASSES[table.blocks[block as usize * BLOCK + c as usize % BLOCK] as usize]
}

/// The general category of a character.
pub fn category(c: u32) -> Category {
    class(c).category
}

/// Decodes `RUNS` into the two-stage table.
fn spread() -> Table {
    let mut flat = Vec::with_capacity(0x11_0000);
    let mut rest = RUNS.as_bytes();
    while let [letter, tail @ ..] = rest {
        let digits = tail.iter().take_while(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')).count();
        let len = tail[..digits].iter().fold(0, |n, &b| n * 16 + (b as char).to_digit(16).unwrap_or(0) as usize);
        let class = LETTERS.iter().position(|l| l == letter).unwrap_or(0) as u8;
        flat.resize(flat.len() + len.max(1), class);
        rest = &tail[digits..];
    }
    debug_assert_eq!(flat.len(), 0x11_0000, "the runs must cover all of Unicode");
    let mut table = Table { index: Vec::new(), blocks: Vec::new() };
    let mut seen = std::collections::HashMap::new();
    for block in flat.chunks(BLOCK) {
        let id = *seen.entry(block).or_insert_with(|| {
            table.blocks.extend_from_slice(block);
            (table.blocks.len() / BLOCK - 1) as u16
        });
        table.index.push(id);
    }
    table
}

/// The digit value of a character with Numeric_Type Decimal.
pub fn decimal(c: u32) -> Option<u8> {
    if c < 0x80 {
        return (c as u8).is_ascii_digit().then(|| c as u8 - b'0');
    }
    if category(c) != Category::Nd {
        return None;
    }
    // Decimal digits always stand in whole runs of ten, zero first.
    let mut start = c;
    while start > 0 && category(start - 1) == Category::Nd {
        start -= 1;
    }
    Some(((c - start) % 10) as u8)
}

/// The digit value of a character with Numeric_Type Decimal or Digit.
pub fn digit(c: u32) -> Option<u8> {
    decimal(c).or_else(|| {
        let row = DIGITS.iter().find(|row| (row.0..=row.1).contains(&c))?;
        Some((c - row.0) as u8 + row.2)
    })
}

/// Rows of (character, start, end), and the folded characters that they point into.
type Folds = (Vec<(u32, u32, u32)>, Vec<u32>);

/// Full case folding where it differs from full lowercasing.
pub fn special_fold(c: u32) -> Option<&'static [u32]> {
    static FOLDS: OnceLock<Folds> = OnceLock::new();
    let (rows, chars) = FOLDS.get_or_init(|| {
        let hex = |s: &str| u32::from_str_radix(s, 16).unwrap_or(0);
        let (mut rows, mut chars) = (Vec::new(), Vec::new());
        for row in FOLD_ROWS.split_ascii_whitespace() {
            let (from, to) = row.split_once('=').unwrap_or((row, row));
            let start = chars.len() as u32;
            chars.extend(to.split('+').map(hex));
            rows.push((hex(from), start, chars.len() as u32));
        }
        (rows, chars)
    });
    let at = rows.binary_search_by_key(&c, |row| row.0).ok()?;
    Some(&chars[rows[at].1 as usize..rows[at].2 as usize])
}

/// Numeric_Type=Digit: first, last, value of the first.
const DIGITS: &[(u32, u32, u8)] = &[
    (0xb2, 0xb3, 2),
    (0xb9, 0xb9, 1),
    (0x1369, 0x1371, 1),
    (0x19da, 0x19da, 1),
    (0x2070, 0x2070, 0),
    (0x2074, 0x2079, 4),
    (0x2080, 0x2089, 0),
    (0x2460, 0x2468, 1),
    (0x2474, 0x247c, 1),
    (0x2488, 0x2490, 1),
    (0x24ea, 0x24ea, 0),
    (0x24f5, 0x24fd, 1),
    (0x24ff, 0x24ff, 0),
    (0x2776, 0x277e, 1),
    (0x2780, 0x2788, 1),
    (0x278a, 0x2792, 1),
    (0x10a40, 0x10a43, 1),
    (0x10e60, 0x10e68, 1),
    (0x11052, 0x1105a, 1),
    (0x1f100, 0x1f100, 0),
    (0x1f101, 0x1f10a, 0),
];

/// The letter that stands for each class in `RUNS`.
const LETTERS: &[u8] = b"ghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!";

use Category::*;
const CLASSES: &[Class] = &[
    row(Cn, 0),
    row(Ll, 1),
    row(Lu, 2),
    row(Lo, 0),
    row(Mn, 4),
    row(Po, 0),
    row(So, 0),
    row(Mc, 0),
    row(Lo, 16),
    row(Ps, 0),
    row(Pe, 0),
    row(Nd, 0),
    row(No, 16),
    row(Sm, 0),
    row(Lm, 4),
    row(Sk, 4),
    row(Lm, 5),
    row(Sc, 0),
    row(Cf, 4),
    row(Pd, 0),
    row(No, 8),
    row(Po, 4),
    row(Nl, 16),
    row(Pi, 0),
    row(Lt, 0),
    row(Pf, 0),
    row(Zs, 0),
    row(Pc, 0),
    row(Me, 4),
    row(So, 2),
    row(Co, 0),
    row(Cc, 0),
    row(Lo, 1),
    row(Mn, 5),
    row(Pi, 4),
    row(Pf, 4),
    row(Zl, 0),
    row(Zp, 0),
    row(Nl, 18),
    row(Nl, 17),
    row(So, 1),
    row(Cs, 0),
    row(Mc, 4),
];

const fn row(category: Category, bits: u8) -> Class {
    Class { category, bits }
}

/// Runs from U+0000 on: the letter of the class, then the length in hex unless it is one.
const RUNS: &str = "\
     L20Gl3xl2BpqltlzBlraBlt3l2i1aplqvHvh1aptqtL21Glx4mlvmMDtymvmtA2vhlBvAMFs3li17ti7h18th8ihihihihihihihihihihihih\
     ihihihihihihihihihihihihihihihih2ihihihihihihihih2ihihihihihihihihihihihihihihihihihihihihihihihi2hihih3i2hihi\
     2hi3h2i4hi2hi3h3i2hi2hihihi2hih2ihi2hi3hihi2h2jih3j4iEhiEhiEhihihihihihihihih2ihihihihihihihihih2iEhihi3hihihi\
     hihihihihihihihihihihihihihihihihihihihihihihihihihih7i2hi2h2ihi4hihihihih45jh1bw9u7w2v4ucvew5v7uvuv11k45Nk2ai\
     hihuvihg2wh3lig4v2iBi3gigi2hi11gi9h23ih2i3h3ihihihihihihihihihihihih5ihtihi2h2i33h30ihihihihihihihihihihihihih\
     ihihihihmk5I2ihihihihihihihihihihihihihihihihihihihihihihihihihihihi2hihihihihihih2ihihihihihihihihihihihihihi\
     hihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihgi26g2ul5Bh29lzg2m2xgk2dzklk2lk2lkg8j1bg4\
     j4lBgby6t3l2xl2m2kblyl3j20ujak15ral4j2kj63ljk7ymk6u2k2mk4j2raj3m2jlegyjkj1ek1bg2j59kbjgeraj21k9u2ml3ug2kx2j16k\
     4uk9uk3uk5g2lfgj19k3g2lgjbg5j18vj6gy2g5k9j29uk18yk20nj36knkjn3k8n4kn2jk7jak2l2ralujfkn2gj8g2j2g2j16gj7gjg3j4g2\
     kjn3k4g2n2g2n2kjg8ng4j2gj3k2g2raj2x2s6mxjlkg2k2ngj6g4j2g2j16gj7gj2gj2gj2g2kgn3k2g4k2g2k3g3kg7j4gjg7rak2j3klgak\
     2ngj9gj3gj16gj7gj2gj5g2kjn3k5gk2ngn2kg2jgfj2k2g2ralxg7jk6gkn2gj8g2j2g2j16gj7gj2gj5g2kjnknk4g2n2g2n2kg7k2ng4j2g\
     j3k2g2ramjs6gakjgj6g3j3gj4g3j2gjgj2g3j2g3j3g3jcg4n2kn2g3n3gn3kg2jg6ngeras3m6xmg5kn3kj8gj3gj17gj10g2kjk3n4gk3gk\
     4g7k2gj3g2jg2j2k2g2rag7ls7mjkn2lj8gj3gj17gjagj5g2kjnkn5gkn2gn2k2g7n2g6j2gj2k2g2ragj2ngck2n2j9gj3gj29k2jn3k4gn3\
     gn3kjmg4j3ns7j3k2g2ras9mj6gkn2gj12g3j18gj9gjg2j7g3kg4n3k3gkgn8g6rag2n2lgcj30kj2k7g4xj6uk8lral2g25j2gjgj5gj18gj\
     gjakj2k9jg2j5gugk7grag2j4g20jm3lfmlm3k2m6rasamkmkmkpqpqn2j8gj24g4kenk5lk2j5kbgk24gm8km6gm2l5m4l2g25j2bn2k4nk6n\
     k2n2k2jral6j6n2k2j4k3jn3j2n7j3k4jdkn2k2n6kjnran3km2i26gig5ig2h2blwh3j149gj4g2j7gjgj4g2j29gj4g2j21gj4g2j7gjgj4g\
     2jfgj39gj4g2j43g2k3l9A9sbg3j10mag6i56g2h6g2zj26cmlj11Gj1apqg3j4bl3C3j8g7j12k3ng9j13k2nl2g9j12k2gcjdgj3gk2gcj34\
     k2nk7n8kn2kbl3ul3xjkg2rag6sag6l6zl4k3ykrag6j23uj35g7j5k2j22kjg5j46gaj1fgk3n4k2n3g4n2kn6k3g4mg3l2raj1eg2j5gbj2c\
     g4j1ag6raAg3m22j17k2n2kg2l2j35nknk7gknkn2k8n6kag2krag6rag6l7ul6g2keIk10g31k4nj2fknk5nkn5kn2j8gl2ral7mak9m9l3k2\
     nj1enk4n2k2nk3j2raj2cknk2n3knk3n2g8l4j24n8k8n2k2g3l5rag3j3raj1eu6l2h9ihg5i2bg2i3l8g8k3lkdnk7j4kj6kj2nk2jg5h2cw\
     3fhdwh22w25k40ihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihih\
     ihihihihihihihihihihihihihihihihihihihihihihihihihihih9ihihihihihihihihihihihihihihihihihihihihihihihihihihihi\
     hihihihihihihihihihihihihihihihihihihihihih9i8h6g2i6g2h8i8h8i8h6g2i6g2h8gigigigih8i8heg2h8E8h8E8h8E8h5gh2i4Evh\
     v3h3gh2i4Ev3h4g2h2i4gv3h8i5v3g2h3gh2i4Ev2gGby5z6l2OPpD2FpDl4Bl2BQRy5Gl9DFl4H2l3tpqlbtlHlaGy5gyaAwg2A6t3pqwAat3\
     pqgwdg3x21gfkdI4kI3kcgfm2im4im2hi3h2i3hmim2ti5m6imimimi4mhi4hj4hm2h2i2t5ih4mtm2hms10S10T10C3ihC4sm2g4t5m5t2m4t\
     m2tm2tm7tm1ft2m2tmtm1ft10cm8pqpqm14t2m7pqm51tm1et19m28t6m48g16mbg15A9sbA9sbA9sbm1aJ1aU1aAsaA9sAmb7tm9tm36t8m6f\
     tmf8pqpqpqpqpqpqpqA9sA9sA9sm2ct5pqt1fpqpqpqpqpqt10m100t83pqpqpqpqpqpqpqpqpqpqpqt3fpqpqt20pqt102m30t15m2t6m27g2\
     m20gm69i30h30ihi3h2ihihihi4hih2ih6w2i3hihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihi\
     hihihihihihihihihihihihihih2m6ihihk3ihg5l4sl2h26ghg5hg2j38g7ulgekj17g9j7gj7gj7gj7gj7gj7gj7gj7gk20l2DFDFl3DFlDF\
     l9zl2zlDFl2DFpqpqpqpql5ulaz2l4zlpldm2l3pqpqpqpqzg22m1agm59gcmd6g1am10Gl3mujCpqpqpqpqpqm2pqpqpqpqzpq2mC9k4n2zu5\
     m2C3ujlm2gj56g2k2v2u2jzj5alu3jg5j2bgj5egm2s4maj20m26g9mj10m1fgsam1es8msfm20sam27sfm140j5oj7doj3a6oj322oj1272m4\
     0oj2oj3ojoj1aoj38oj2eoj7ojoj15oj12o2j1eoj8oj24oj62oj78oj1cojfdoj41oj22ojojoj1d3ojo3j6oj74o4j316oj215oj7oj580oj\
     83o2jco3joj3bfoj2doj4doj485oj54boj1e7oj48foj2e7oj16oj357oj698oj3a5oj881oj4oj7coj4ddoj29aoj177oj24oj5oj2boj7doj\
     91euj477g3m37g9j28u6l2j10cul3j10raj2g14ihihihihihihihihihihihihihihihihihihihihihihihjkI3lkaluihihihihihihihih\
     ihihihihihihw2k2j46Cak2l6g8v17u9v2ihihihihihihih3ihihihihihihihihihihihihihihihihihihihihihihihihihihihihihihi\
     hwh8ihihi2hihihihihuv2ihihjihih3ihihihihihihihihihihi5hi5hihihihihihihihi4hihi2hg2ihghghihihihig15w3ihjw2hj7kj\
     3kj4kj17n2k2nm4kg3s6m2xmg6j34l4g8n2j32n10k2g8l2rag6k12j6l3jlj2kraj1ck8l2j17kbn2gblj1dg3k3nj2fkn2k4n2k2n3ldgura\
     g4l2j5kuj9raj5gj29k6n2k2n2k2g9j3kj8kng2rag2l4j10uj6m3jnknj32kjk3j2k2j5k2jkjg18j2ul2jbnk2n2l2ju2nkgaj6g2j6g2j6g\
     9j7gj7gh2bvw4h9wv2g4h50j23n2kn2kn2lnkg2rag6j2ba4gcj17g4j31g4V800K1900j6boj7oj4oj39oj1eojoj29oj70g2j6ag26h7gch5\
     g5jkjatjdgj5gjgj2gj2gj6cv11g10j16bqpm10j40g2j36g7mg20jcxm3k10l3Bl3pqlg6k10lz2H2pqpqpqpqpqpqpqpql2pql4H3l2BglBl\
     2zpqpqpql3tzt3glxl2g4j5gj87g2ygl3xl2BpqltlzBlraBlt3l2i1aplqvHvh1aptqtpqlpql2jauj2du2j1fg3j6g2j6g2j6g2j3g3x2tvm\
     x2gmt4m2gay3m2g2jcgj1agj13gj2gjfg2jeg22j7bg5l3g4s2dg3m9C35s4m11s2m3gmdg3mg2fm2dkg82j1dg3j31gfks1bg4j20s4g9j14C\
     j8Cg5j26k5g5j1eglj24g4j8lC5g2ai28h28j4eg2rag6i24g4h24g4j28g8j34gblibgifgi7gi2ghbghfgh7gh2g3j34gcj137g9j16gaj8g\
     18wu2w3gw2agw9g45j6g2jgj2cgj2g3jg2j17gls8j17m2s7j1fg8s9g30j13gj2g5s5j16s6g3lj1ag5lg40j38g4s2j2s10g2s2ejk3gk2g5\
     k4j4gj3gj1dg2k3g4kA4s5g7l9g7j1ds2lj1ds3g20j8mj1ck2g4s5l7g9j36g3l7j16g2s8j13g5s8j12g7l4gcs7g50j49g37i33gdh33g7s\
     6j24k4g8rag6raj4uji16g3k5zuh16g8t2gd0A9s16gj2agk2zg2j2g10j3g37k4j1dsajg8j16kbs4l5g16j12k4l4g26j15s7g14j17g9nkn\
     j35kfl7g4A9sbrakj2k2jg9k3nj2dn3k4n2k2l2yl4kgayg2j19g7rag6k3j24k5nk8gral4jn2jg8j23kl2jg9k2nj30n3k9n2j4l4k4lnkra\
     jljl3gs14gbj12gj19n3k3n2knk2l6kj2kg3ej7gjgj4gjfgjalg6j2fkn3k8g5rag6k2n2gj8g2j2g2j16gj7gj2gj5gk2jn2kn4g2n2g2n3g\
     2jg6ng5j5n2g2k7g3k5gbjagjg2jgj26gjn3k6gng2ngn4gn2knkjkjl2gl2g8k2g1dj35n3k8n2k3nkj4l5ral2glkj3g1ej30n3k6nkn4k2n\
     k2j2ljg8raga6j2fn3k4g2n4k2nk2l17j4k2g22j30n3k8n2knk2l3jgbrag6ldg13j2bknkn2k6nkjlg6rag6r14g1cj1bg2kWkn2k4nk5g4r\
     as2l3mj7gb9j2cn3k9nk2lg64i20h20ras9gcj8g2jg2j8gj2gj18n6gn2g2k2nkjnjnkl3g9rag46j8g2j27n3k4g2k2n4kjljng1bjkaj28k\
     6njk4l8kg8jk6n2k3j2ekdnk2l3jl5gdj49g7lagb6j21lgerag6j9gj25nk7gk6nkjl5garas13g3l2j1eg2k16gnk7nk2nk2g49j7gj2gj26\
     k6g3kgk2gk7jkg8rag6j6gj2gj20n5gk2gn2knkjg7rag136j13k2n2l2g7k2jnjdgj22n2k5g3n2knkldrakg55jgfs15m8x4m11gdlj39ag6\
     6C6fgl5gbjc4ga4cj61l2gdj430y10kj6kfgajf9bg5j247g1ab9j1ekcn3k3rag6c6j239g7j1fgrag4l2j4fgrag6j1eg2k5lgaj30k7l5m4\
     u4lmgarags7gj15g5j13g1b0u3j28u2l3ragc6i20h20s17l4g65j4bg4kjn37g7k4udg40u2lukgbn2gej17f8g8j4d6g29jag22e7u4gu7gu\
     2gj123gfjg1dj3g2jgej4g8j18cg904j6bg5jdg3j9g7jag2mk2ly4gf5cmf0rag6m1b4g4ck2eg2k17g9m74g3cmf6gam27g2m3cn2k3m3n6y\
     8k8m2k7m1ek4m3dg15m42k3mg7as14gcs14gcm57g9s19g87i1ah1ai1ah7gh12i1ah1aigi2g2ig2i2g2i4gi8h4ghgh7ghbi1ah1ai2gi4g2\
     i8gi7gh1ai2gi4gi5gig3i7gh1ai1ah1ai1ah1ai1ah1ai1ah1ai1ah1ai1ah1cg2i19th19th6i19th19th6i19th19th6i19th19th6i19th\
     19th6ihg2r32m200k37m4k32m8kmekm2l5gfk5gkfg450hajh14g6h6gd5k7gk11g2k7gk2gk5g5w3eg21kg70j2dg3k7u7g2rag4jmg140j1e\
     kg11j2ck4rag5xg1d0j1buk4ragd6j1ek2jrag4lg1e0j7gj4gj2gjfgjc5g2s9k7g29i22h22k7ug4rag4l2g311s3bms3xs4g4cs2dmsfgc2\
     j4gj1bgj2gjg2jgjagj4gjgjg6jg4jgjgjgj3gj2gjg2jgjgjgjgjgj2gjg2j4gj7gj4gj4gjgjagj11g5j3gj5gj11g34t2g10em2cg4m64gc\
     mfg2mfgmfgm25gaAbs2m23J1am6J1am6J1am24g38m1dgdm2cg4m9g7m2gem6g9amfbv5m2d8g4m11g3mdg3m77g4m5fg6mcg4mgfmcg4m38g8\
     mag6m28g8m1eg2mcg4m2g3em154gcmeg2mdg3mag5m38g7mfg2mbg6m9g7m93gm5crag406joj62oj7doj3eoj808oj58oj8ojfoj14doj12oj\
     1boj1876oj607oj1182oj2751oj4472g20j103ag6jdeg2j1682gej1d31gfj26eg9a2j90oj18dg5e2j134bg5j1060gadc51yg1ey60g80kf\
     0gfe10Kfffeg2Kfffeg2";

/// `character=folded+...` in hex, ordered, without the Cherokee letters (see `case.rs`).
const FOLD_ROWS: &str = "\
     b5=3bc df=73+73 149=2bc+6e 17f=73 1f0=6a+30c 345=3b9 390=3b9+308+301 3b0=3c5+308+301 3c2=3c3 3d0=3b2 \
     3d1=3b8 3d5=3c6 3d6=3c0 3f0=3ba 3f1=3c1 3f5=3b5 587=565+582 1c80=432 1c81=434 1c82=43e 1c83=441 1c84=442 \
     1c85=442 1c86=44a 1c87=463 1c88=a64b 1e96=68+331 1e97=74+308 1e98=77+30a 1e99=79+30a 1e9a=61+2be \
     1e9b=1e61 1e9e=73+73 1f50=3c5+313 1f52=3c5+313+300 1f54=3c5+313+301 1f56=3c5+313+342 1f80=1f00+3b9 \
     1f81=1f01+3b9 1f82=1f02+3b9 1f83=1f03+3b9 1f84=1f04+3b9 1f85=1f05+3b9 1f86=1f06+3b9 1f87=1f07+3b9 \
     1f88=1f00+3b9 1f89=1f01+3b9 1f8a=1f02+3b9 1f8b=1f03+3b9 1f8c=1f04+3b9 1f8d=1f05+3b9 1f8e=1f06+3b9 \
     1f8f=1f07+3b9 1f90=1f20+3b9 1f91=1f21+3b9 1f92=1f22+3b9 1f93=1f23+3b9 1f94=1f24+3b9 1f95=1f25+3b9 \
     1f96=1f26+3b9 1f97=1f27+3b9 1f98=1f20+3b9 1f99=1f21+3b9 1f9a=1f22+3b9 1f9b=1f23+3b9 1f9c=1f24+3b9 \
     1f9d=1f25+3b9 1f9e=1f26+3b9 1f9f=1f27+3b9 1fa0=1f60+3b9 1fa1=1f61+3b9 1fa2=1f62+3b9 1fa3=1f63+3b9 \
     1fa4=1f64+3b9 1fa5=1f65+3b9 1fa6=1f66+3b9 1fa7=1f67+3b9 1fa8=1f60+3b9 1fa9=1f61+3b9 1faa=1f62+3b9 \
     1fab=1f63+3b9 1fac=1f64+3b9 1fad=1f65+3b9 1fae=1f66+3b9 1faf=1f67+3b9 1fb2=1f70+3b9 1fb3=3b1+3b9 \
     1fb4=3ac+3b9 1fb6=3b1+342 1fb7=3b1+342+3b9 1fbc=3b1+3b9 1fbe=3b9 1fc2=1f74+3b9 1fc3=3b7+3b9 1fc4=3ae+3b9 \
     1fc6=3b7+342 1fc7=3b7+342+3b9 1fcc=3b7+3b9 1fd2=3b9+308+300 1fd3=3b9+308+301 1fd6=3b9+342 \
     1fd7=3b9+308+342 1fe2=3c5+308+300 1fe3=3c5+308+301 1fe4=3c1+313 1fe6=3c5+342 1fe7=3c5+308+342 \
     1ff2=1f7c+3b9 1ff3=3c9+3b9 1ff4=3ce+3b9 1ff6=3c9+342 1ff7=3c9+342+3b9 1ffc=3c9+3b9 fb00=66+66 fb01=66+69 \
     fb02=66+6c fb03=66+66+69 fb04=66+66+6c fb05=73+74 fb06=73+74 fb13=574+576 fb14=574+565 fb15=574+56b \
     fb16=57e+576 fb17=574+56d";

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts over all of Unicode, from `unicodedata2` 16.0.0 and `str` methods.
    #[test]
    fn totals_agree_with_unicode_16() {
        let count = |f: &dyn Fn(Class) -> bool| (0..0x11_0000).filter(|&c| f(class(c))).count();
        assert_eq!(count(&|k| k.category == Cf), 170);
        assert_eq!(count(&|k| k.category == Cn), 819533);
        assert_eq!(count(&|k| k.category == Ll), 2258);
        assert_eq!(count(&|k| k.category == Lo), 136477);
        assert_eq!(count(&|k| k.category == Lu), 1858);
        assert_eq!(count(&|k| k.category == Mn), 2020);
        assert_eq!(count(&|k| k.category == No), 915);
        assert_eq!(count(&|k| k.category == So), 7376);
        assert_eq!((0..0x11_0000).filter_map(decimal).map(u32::from).sum::<u32>(), 3420);
        assert_eq!((0..0x11_0000).filter_map(digit).map(u32::from).sum::<u32>(), 4016);
    }

    #[test]
    fn single_characters() {
        for (c, code, dec, dig) in [
            ('a', "Ll", None, None),
            ('٣', "Nd", Some(3), Some(3)),
            ('²', "No", None, Some(2)),
            ('½', "No", None, None),
            ('𝟗', "Nd", Some(9), Some(9)),
            ('\u{1c89}', "Lu", None, None),
            ('\u{378}', "Cn", None, None),
        ] {
            let c = c as u32;
            assert_eq!((category(c).code(), decimal(c), digit(c)), (code, dec, dig), "U+{c:04X}");
        }
        assert_eq!(category(0xD800).code(), "Cs");
        assert_eq!(special_fold('ß' as u32), Some(&[0x73, 0x73][..]));
        assert_eq!(special_fold('a' as u32), None);
    }
}
