//! How the room of a table is shared among its columns: between the narrowest and the widest that
//! each can use, as browsers lay out tables (CSS 2.1, 17.5.2.2). Lengths in twips.

/// What a column can use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Demand {
    /// Its longest part that no line can divide.
    pub least: f64,
    /// Its longest text in one line.
    pub most: f64,
}

/// Widths that add up to the room; none if not even the least of all columns fits.
///
/// No column is narrower than its least. Where everything fits in one line, the rest of the room
/// is shared in proportion. Where not, a column first gets what its text needs in one line, but no
/// more than half of an equal share, so that a short text beside a long one is not broken for
/// nothing; what is left is shared by what each column still lacks.
pub(super) fn fit(demands: &[Demand], room: f64) -> Option<Vec<f64>> {
    let least: Vec<f64> = demands.iter().map(|demand| demand.least).collect();
    let most: Vec<f64> = demands.iter().map(|demand| demand.most.max(demand.least)).collect();
    if least.iter().sum::<f64>() > room {
        return None;
    }
    let whole: f64 = most.iter().sum();
    if whole <= room {
        return Some(most.iter().map(|width| width * room / whole.max(1.0)).collect());
    }
    let count = u32::try_from(demands.len().max(1)).unwrap_or(u32::MAX);
    let half_share = room / f64::from(count) / 2.0;
    let start = level(&least, &most, room, half_share);
    let left = room - start.iter().sum::<f64>();
    let lacking: f64 = most.iter().zip(&start).map(|(most, start)| most - start).sum();
    let share = |most: &f64, start: &f64| start + left * (most - start) / lacking.max(1.0);
    Some(most.iter().zip(&start).map(|(most, start)| share(most, start)).collect())
}

/// Widths between `lower` and `upper` that add up to the room: the widest give way first, all down
/// to the same width.
pub(super) fn squeeze(lower: &[f64], upper: &[f64], room: f64) -> Vec<f64> {
    level(lower, upper, room, room)
}

/// Everything raised to one level, no higher than `highest`, as far as `lower` and `upper` let each
/// and the room is enough.
fn level(lower: &[f64], upper: &[f64], room: f64, highest: f64) -> Vec<f64> {
    let at = |level: f64| -> Vec<f64> {
        lower.iter().zip(upper).map(|(lower, upper)| level.min(*upper).max(*lower)).collect()
    };
    let fits = |widths: &[f64]| widths.iter().sum::<f64>() <= room;
    let widths = at(highest);
    if fits(&widths) {
        return widths;
    }
    let (mut low, mut high) = (0.0, highest);
    // Halved until the level is exact to far less than a twip.
    for _ in 0..48 {
        let middle = f64::midpoint(low, high);
        if fits(&at(middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    at(low)
}

/// Whole twips that add up to the room: what rounding down leaves goes to the columns that lost
/// most by it.
pub(super) fn in_whole_twips(widths: &[f64], room: f64) -> Vec<f64> {
    let mut whole: Vec<f64> = widths.iter().map(|width| (width + 1e-6).floor()).collect();
    let mut order: Vec<usize> = (0..widths.len()).collect();
    order.sort_by(|a, b| (widths[*b] - whole[*b]).total_cmp(&(widths[*a] - whole[*a])));
    let mut left = room.floor() - whole.iter().sum::<f64>();
    for index in order {
        if left < 1.0 {
            break;
        }
        whole[index] += 1.0;
        left -= 1.0;
    }
    whole
}

#[cfg(test)]
mod tests {
    use arbtest::arbitrary::Unstructured;
    use arbtest::arbtest;

    use super::*;

    fn demands(u: &mut Unstructured<'_>) -> arbtest::arbitrary::Result<Vec<Demand>> {
        let count = u.int_in_range(1..=12)?;
        (0..count)
            .map(|_| {
                let least = f64::from(u.int_in_range(100_u16..=3_000)?);
                let more = f64::from(u.int_in_range(0_u16..=40_000)?);
                Ok(Demand { least, most: least + more })
            })
            .collect()
    }

    fn sum(widths: &[f64]) -> f64 {
        widths.iter().sum()
    }

    const ROOM: f64 = 9_000.0;

    #[test]
    fn no_column_is_below_its_least_and_all_fill_the_room() {
        arbtest(|u| {
            let demands = demands(u)?;
            let least: f64 = demands.iter().map(|demand| demand.least).sum();
            let Some(widths) = fit(&demands, ROOM) else {
                assert!(least > ROOM);
                return Ok(());
            };
            assert!(least <= ROOM);
            assert!((sum(&widths) - ROOM).abs() < 0.01, "{widths:?}");
            let whole = in_whole_twips(&widths, ROOM);
            assert!((sum(&whole) - ROOM).abs() < 0.01, "{whole:?}");
            for (width, demand) in whole.iter().zip(&demands) {
                assert!(*width >= demand.least, "{demand:?} got {width}");
            }
            Ok(())
        });
    }

    #[test]
    fn who_asks_for_more_gets_no_less() {
        arbtest(|u| {
            let mut demands = demands(u)?;
            let Some(before) = fit(&demands, ROOM) else { return Ok(()) };
            let index = u.choose_index(demands.len())?;
            demands[index].most += f64::from(u.int_in_range(0_u16..=20_000)?);
            let after = fit(&demands, ROOM).expect("the least are the same");
            assert!(after[index] >= before[index] - 0.01, "{before:?} {after:?}");
            // Of two columns that need the same at least, the one with more text is not narrower.
            for (a, first) in demands.iter().zip(&after) {
                for (b, second) in demands.iter().zip(&after) {
                    if (a.least - b.least).abs() < 0.01 && a.most <= b.most {
                        assert!(first <= &(second + 0.01), "{demands:?} {after:?}");
                    }
                }
            }
            Ok(())
        });
    }

    #[test]
    fn the_widest_give_way_first() {
        arbtest(|u| {
            let upper: Vec<f64> = demands(u)?.iter().map(|demand| demand.most).collect();
            let lower: Vec<f64> = upper.iter().map(|width| width.min(150.0)).collect();
            let widths = squeeze(&lower, &upper, ROOM);
            assert!(sum(&widths) <= ROOM + 0.01);
            let widest = widths.iter().copied().fold(0.0, f64::max);
            for ((width, lower), upper) in widths.iter().zip(&lower).zip(&upper) {
                assert!(width >= lower && width <= upper);
                assert!(width >= &(upper.min(widest) - 0.01), "{widths:?} of {upper:?}");
            }
            Ok(())
        });
    }

    #[test]
    fn a_short_text_beside_a_long_one_keeps_its_line() {
        let short = Demand { least: 1_000.0, most: 2_100.0 };
        let long = Demand { least: 1_000.0, most: 200_000.0 };
        let widths = fit(&[short, long], ROOM).expect("room");
        assert!((widths[0] - 2_100.0).abs() < 0.01, "{widths:?}");
    }
}
