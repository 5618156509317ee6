//! The little statistics the jobs need: tails of the negative binomial, and false discovery rates.

/// Logarithm of the gamma function for `x > 0` (Lanczos 1964, g = 7, nine terms; about 15 digits).
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7,
    ];
    let x = x - 1.0;
    let sum =
        TERMS.iter().zip(1u8..).fold(0.999_999_999_999_809_9, |sum, (t, i)| sum + t / (x + f64::from(i)));
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// Counts with a mean and a variance above it: the negative binomial.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overdispersed {
    mean: f64,
    size: f64,
}

impl Overdispersed {
    /// `excess` is what the variance has beyond the mean; both positive.
    pub(crate) fn new(mean: f64, excess: f64) -> Self {
        Self { mean, size: mean * mean / excess.max(1e-9 * mean) }
    }
    fn probability(self, count: u32) -> f64 {
        let (y, r, m) = (f64::from(count), self.size, self.mean);
        let ln =
            ln_gamma(y + r) - ln_gamma(r) - ln_gamma(y + 1.0) - r * (m / r).ln_1p() - y * (r / m).ln_1p();
        ln.exp()
    }
    /// P(Y > count) + P(Y = count) / 2: how surprising so many are. The mid-p form is not too strict
    /// for small counts (Lancaster 1961).
    pub(crate) fn many(self, count: u32) -> f64 {
        if f64::from(count) <= self.mean {
            return (1.0 - self.few(count)).clamp(0.0, 1.0);
        }
        let first = self.probability(count);
        let (mut term, mut sum, mut y) = (first, 0.5 * first, f64::from(count));
        while term > 1e-12 * sum {
            term *= (y + self.size) / (y + 1.0) * self.mean / (self.mean + self.size);
            y += 1.0;
            sum += term;
        }
        sum.clamp(0.0, 1.0)
    }
    /// P(Y < count) + P(Y = count) / 2: how surprising so few are.
    pub(crate) fn few(self, count: u32) -> f64 {
        if f64::from(count) > self.mean {
            return (1.0 - self.many(count)).clamp(0.0, 1.0);
        }
        let below: f64 = (0..count).map(|y| self.probability(y)).sum();
        (below + 0.5 * self.probability(count)).clamp(0.0, 1.0)
    }
}

/// For each p-value the smallest false discovery rate at which it is claimed (Benjamini & Hochberg
/// 1995).
pub(crate) fn q_values(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0f64;
    for (above, index) in order.into_iter().enumerate() {
        let rank = p.len() - above;
        least = least.min(p[index] * p.len() as f64 / rank as f64);
        q[index] = least;
    }
    q
}

/// The value below which a share of the values lies; `None` if there are none.
pub(crate) fn quantile(mut values: Vec<f64>, share: f64) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    values.get((share * last as f64).round() as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn factorials_come_out() {
        assert!((ln_gamma(11.0) - 3_628_800f64.ln()).abs() < 1e-12);
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-12);
    }

    #[test]
    fn without_excess_it_is_poisson() {
        let rare = Overdispersed::new(2.0, 1e-12);
        let poisson = |y: i32| (-2.0f64).exp() * 2f64.powi(y) / (1..=y).map(f64::from).product::<f64>();
        let tail = 1.0 - (0..5).map(poisson).sum::<f64>() - 0.5 * poisson(5);
        assert!((rare.many(5) - tail).abs() < 1e-6, "{} {tail}", rare.many(5));
    }

    #[test]
    fn rates_of_the_paper() {
        // The fifteen p-values of Benjamini & Hochberg (1995), section 3.2: four are claimed at 0.05.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0,
        ];
        assert_eq!(q_values(&p).iter().filter(|q| **q <= 0.05).count(), 4);
    }

    proptest! {
        #[test]
        fn tails_share_one_whole(mean in 0.05f64..200.0, excess in 0.01f64..300.0, count in 0u32..300) {
            let y = Overdispersed::new(mean, excess);
            prop_assert!((y.many(count) + y.few(count) - 1.0).abs() < 1e-9);
            prop_assert!(y.many(count + 1) <= y.many(count) + 1e-12);
            let all: f64 = (0..20_000).map(|c| y.probability(c)).sum();
            prop_assert!(all < 1.0 + 1e-6);
        }

        #[test]
        fn rates_never_fall_below_p_and_keep_its_order(p in proptest::collection::vec(0.0f64..1.0, 1..60)) {
            let q = q_values(&p);
            for i in 0..p.len() {
                prop_assert!(q[i] >= p[i] - 1e-12 && q[i] <= 1.0);
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || q[i] <= q[j]);
                }
            }
        }
    }
}
