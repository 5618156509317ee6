//! The trend chart, drawn as SVG for page and PDF alike: the rate above, its denominator below, so
//! that nobody takes a change of what was collected for a change of the world.

use crate::{
    Edition,
    input::CurvePoint,
    view::{number, per_thousand},
};
use std::fmt::Write;

/// Weeks with fewer documents in all have an unsteady rate and are drawn hollow.
pub(crate) const SMALL: u32 = 20;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 708.0;
const RATE_TOP: f64 = 26.0;
const RATE_BASE: f64 = 196.0;
const ALL_TOP: f64 = 232.0;
const ALL_BASE: f64 = 286.0;
const INK: &str = "#42515f";
const GRID: &str = "#d9e0e6";
const BAR: &str = "#8ec5c1";
const LINE: &str = "#0f3355";
const ALL: &str = "#b9c5d0";

/// The chart of `curve`; nothing if there is nothing to draw.
pub(crate) fn trend(curve: &[CurvePoint], edition: Edition) -> Option<String> {
    let rates: Vec<f64> = curve.iter().map(per_thousand).collect();
    let peak = rates.iter().copied().fold(0.0, f64::max);
    let most = curve.iter().map(|p| p.all_documents).max().unwrap_or_default();
    if curve.len() < 2 || most == 0 {
        return None;
    }
    let (first, last) = (curve.first()?.week, curve.last()?.week);
    let label = edition.say("chart_alt", &[("from", &first), ("to", &last), ("top", &format!("{peak:.1}"))]);
    let mut svg = Canvas::new(&label);
    let rate_step = step(peak.max(0.1) / 4.0);
    let rate_full = (peak / rate_step).ceil().max(1.0) * rate_step;
    let all_full = f64::from(most).max(1.0);

    svg.text(LEFT, RATE_TOP - 10.0, "start", edition.say("axis_share", &[]).as_str());
    let mut tick = 0.0;
    while tick <= rate_full + rate_step / 2.0 {
        let y = RATE_BASE - tick / rate_full * (RATE_BASE - RATE_TOP);
        svg.line(LEFT, y, RIGHT, y, GRID);
        svg.text(LEFT - 6.0, y + 4.0, "end", &tick_label(tick, rate_step));
        tick += rate_step;
    }
    svg.text(LEFT, ALL_TOP - 8.0, "start", edition.say("axis_all", &[]).as_str());
    svg.text(LEFT - 6.0, ALL_TOP + 8.0, "end", &number(most));
    svg.line(LEFT, ALL_BASE, RIGHT, ALL_BASE, GRID);

    let slot = (RIGHT - LEFT) / curve.len() as f64;
    let bar = (slot * 0.72).max(0.6);
    let x_of = |i: usize| LEFT + slot * i as f64 + (slot - bar) / 2.0;
    for (i, point) in curve.iter().enumerate() {
        let height = rates[i] / rate_full * (RATE_BASE - RATE_TOP);
        svg.bar(x_of(i), RATE_BASE - height, bar, height, BAR, point.all_documents < SMALL);
        let height = f64::from(point.all_documents) / all_full * (ALL_BASE - ALL_TOP);
        svg.bar(x_of(i), ALL_BASE - height, bar, height, ALL, false);
    }
    let smooth: Vec<(f64, f64)> = moving_rates(curve)
        .into_iter()
        .map(|(i, rate)| {
            (x_of(i) + bar / 2.0, RATE_BASE - rate.min(rate_full) / rate_full * (RATE_BASE - RATE_TOP))
        })
        .collect();
    svg.path(&smooth);
    for (i, label) in week_labels(curve) {
        let x = LEFT + slot * i as f64;
        svg.line(x, ALL_BASE, x, ALL_BASE + 4.0, INK);
        svg.text(x, ALL_BASE + 18.0, "start", &label);
    }
    Some(svg.finish())
}

/// The rate over each week and the three before it, which steadies small numbers.
fn moving_rates(curve: &[CurvePoint]) -> Vec<(usize, f64)> {
    let rate = |(i, weeks): (usize, &[CurvePoint])| {
        let all: u64 = weeks.iter().map(|p| u64::from(p.all_documents)).sum();
        let documents: u64 = weeks.iter().map(|p| u64::from(p.documents)).sum();
        (all > 0).then(|| (i + 3, documents as f64 * 1000.0 / all as f64))
    };
    curve.windows(4).enumerate().filter_map(rate).collect()
}

/// A step of 1, 2 or 5 times a power of ten, at least `least`.
fn step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= least).unwrap_or(10.0 * power)
}

fn tick_label(tick: f64, step: f64) -> String {
    let decimals = if step >= 1.0 { 0 } else { (-step.log10()).ceil() as usize };
    format!("{tick:.decimals$}")
}

/// At most eight months along the axis, each at its first week.
fn week_labels(curve: &[CurvePoint]) -> Vec<(usize, String)> {
    let mut months: Vec<(usize, String)> = Vec::new();
    for (i, point) in curve.iter().enumerate() {
        let month = point.week.monday().format("%Y-%m").to_string();
        if months.last().is_none_or(|(_, last)| *last != month) {
            months.push((i, month));
        }
    }
    // a first month of one or two weeks would run into the next label
    if months.len() > 1 && (months[1].0 * 12) < curve.len() {
        months.remove(0);
    }
    let every = months.len().div_ceil(8).max(1);
    let room = curve.len() - curve.len() / 16;
    months.into_iter().step_by(every).filter(|(i, _)| *i < room).collect()
}

/// SVG text under construction.
struct Canvas(String);

impl Canvas {
    fn new(label: &str) -> Self {
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
             aria-label=\"{}\" font-family=\"Noto Sans JP, Noto Sans, sans-serif\" font-size=\"11\" fill=\"{INK}\">\n",
            label.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
        ))
    }
    fn push(&mut self, element: std::fmt::Arguments) {
        // writing to a String cannot fail
        let _ = writeln!(self.0, "{element}");
    }
    fn line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, colour: &str) {
        self.push(format_args!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\"/>"
        ));
    }
    fn text(&mut self, x: f64, y: f64, anchor: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        self.push(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"));
    }
    fn bar(&mut self, x: f64, y: f64, width: f64, height: f64, colour: &str, hollow: bool) {
        if height < 0.05 {
            return;
        }
        let fill = if hollow {
            format!("fill=\"#ffffff\" stroke=\"{colour}\"")
        } else {
            format!("fill=\"{colour}\"")
        };
        self.push(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" {fill}/>"
        ));
    }
    fn path(&mut self, points: &[(f64, f64)]) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        if points.len() > 1 {
            self.push(format_args!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{LINE}\" stroke-width=\"2\" stroke-linejoin=\"round\"/>",
                points.join(" ")
            ));
        }
    }
    fn finish(mut self) -> String {
        self.0.push_str("</svg>");
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shiome_model::Week;

    fn curve(counts: &[(u32, u32)]) -> Vec<CurvePoint> {
        let mut week: Week = "2026-W01".parse().unwrap();
        let point = |(documents, all_documents): &(u32, u32)| {
            let here = week;
            week = week.next();
            CurvePoint { week: here, documents: *documents, all_documents: *all_documents, active_sources: 3 }
        };
        counts.iter().map(point).collect()
    }

    #[test]
    fn a_week_of_few_documents_is_hollow() {
        let svg = trend(&curve(&[(1, 100), (2, 19), (3, 100), (0, 100)]), Edition::En).unwrap();
        assert_eq!(svg.matches("fill=\"#ffffff\"").count(), 1);
        assert_eq!(svg.matches("<rect").count(), 3 + 4);
    }

    #[test]
    fn nothing_collected_draws_nothing() {
        assert_eq!(trend(&[], Edition::Ja), None);
        assert_eq!(trend(&curve(&[(0, 0), (0, 0)]), Edition::Ja), None);
        assert!(trend(&curve(&[(0, 10), (0, 10)]), Edition::Ja).is_some());
    }

    #[test]
    fn steps_are_round_numbers() {
        let steps = [0.03, 0.7, 1.0, 1.1, 3.0, 60.0].map(step);
        for (got, want) in steps.iter().zip([0.05, 1.0, 1.0, 2.0, 5.0, 100.0]) {
            assert!((got - want).abs() < 1e-9, "{got} {want}");
        }
    }
}
