//! A second cache of attribute plans, behind the one of each site: sites that see objects of several shapes in turn (methods of
//! a base class, visitors, task queues) would otherwise look names up in shapes and types all the time.
//!
//! Keyed by the interned name (interned strings are never freed), the shape, the version of its type (never used twice) and
//! what is asked; an entry is right as long as its key can be asked for.

/// What a plan is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Use {
    /// Nothing: an empty entry.
    #[default]
    None,
    /// Loading an attribute.
    Load,
    /// Loading a method to be called.
    Method,
    /// Storing an attribute.
    Store,
}

/// The key of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PlanKey {
    /// Word of the name.
    pub name: u64,
    /// Address of the shape.
    pub shape: u64,
    /// Version of its type.
    pub version: u32,
    /// What for.
    pub what: Use,
}

/// The fields of a site's cache that make a plan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// Which.
    pub plan: u32,
    /// Its value.
    pub value: u64,
    /// Its second value.
    pub extra: u32,
}

/// Entries; a power of two.
const SIZE: usize = 1024;

/// The cache.
pub struct Plans(Vec<(PlanKey, Plan)>);

impl Default for Plans {
    fn default() -> Plans {
        Plans(vec![Default::default(); SIZE])
    }
}

impl Plans {
    fn slot(key: &PlanKey) -> usize {
        let mixed = (key.name >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (key.shape >> 4).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        (mixed >> 40) as usize % SIZE
    }
    /// The plan of a key.
    #[inline]
    pub fn find(&self, key: &PlanKey) -> Option<Plan> {
        let e = &self.0[Plans::slot(key)];
        (e.0 == *key).then_some(e.1)
    }
    /// Takes a plan in.
    pub fn put(&mut self, key: PlanKey, plan: Plan) {
        self.0[Plans::slot(&key)] = (key, plan);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_found_by_all_of_its_key() {
        let mut plans = Plans::default();
        let key = PlanKey { name: 0x1004, shape: 0x2000, version: 3, what: Use::Load };
        plans.put(key, Plan { plan: 1, value: 24, extra: 0 });
        assert_eq!(plans.find(&key).map(|p| p.value), Some(24));
        assert!(plans.find(&PlanKey { version: 4, ..key }).is_none());
        assert!(plans.find(&PlanKey { what: Use::Method, ..key }).is_none());
        assert!(plans.find(&PlanKey { shape: 0x2010, ..key }).is_none());
    }
}
