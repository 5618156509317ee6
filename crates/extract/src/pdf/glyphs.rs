//! The glyphs of a page with their place and their characters, in the order they are drawn.

use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt,
    font::{Glyph, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    interpret_page,
    kurbo::{Affine, BezPath, Point, Rect},
};
use hayro_syntax::{Pdf, page::Page};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use unicode_normalization::UnicodeNormalization;

/// One drawn character: a box along a line. For vertical writing the axes are exchanged, so that
/// `x` always runs along the line and `y` grows from line to line.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub size: f64,
}

/// Pages that are read of one file.
pub const MOST_PAGES: usize = 400;
/// Drawing operations that are followed on one page; maps drawn with millions of lines exist.
const MOST_WORK: usize = 400_000;

/// The marks of each page. A page that cannot be read is empty.
pub fn of(pdf: &Pdf) -> Vec<Vec<Mark>> {
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    let mut spent = 0usize;
    for page in pdf.pages().iter().take(MOST_PAGES) {
        let mut pen = Pen::default();
        // Strangers' files reach corners of the interpreter that panic; the marks drawn so far stay.
        let _ = catch_unwind(AssertUnwindSafe(|| draw(pdf, page, &cache, &mut pen)));
        spent += pen.work;
        pages.push(pen.marks);
        if spent > 10 * MOST_WORK {
            break;
        }
    }
    pages
}

fn draw<'a>(pdf: &'a Pdf, page: &Page<'a>, cache: &InterpreterCache<'a>, pen: &mut Pen) {
    let start = page.initial_transform(true).to_kurbo();
    let (width, height) = page.render_dimensions();
    let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(start, area, cache, pdf.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, pen);
}

/// Writes marks down instead of painting.
#[derive(Default)]
struct Pen {
    marks: Vec<Mark>,
    work: usize,
}

/// The payload with which a page is left early.
struct Enough;

impl Pen {
    fn spend(&mut self, work: usize) {
        self.work += work;
        if self.work > MOST_WORK {
            // The interpreter knows no other way to stop; this one runs no panic hook.
            resume_unwind(Box::new(Enough));
        }
    }
}

impl Device<'_> for Pen {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        self.spend(run.glyphs().len());
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        for glyph in run.glyphs() {
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => readable(&c.to_string()),
                Some(BfString::String(s)) => readable(&s),
                None => continue,
            };
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawn) => drawn.advance_width(),
            };
            self.marks.extend(mark(text, props.transform * glyph.transform(), advance, vertical));
        }
    }
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.spend(1);
    }
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.spend(1);
    }
    fn push_clip_path(&mut self, _: &ClipPath) {
        self.spend(1);
    }
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Units of a glyph's own space in one em.
const EM: f64 = 1000.0;

fn mark(text: String, transform: Affine, advance: Option<f32>, vertical: bool) -> Option<Mark> {
    let origin = transform * Point::ZERO;
    let up = transform * Point::new(0.0, EM);
    let size = (up - origin).hypot();
    let along = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
    let width = (along - origin).hypot();
    let fits = [origin.x, origin.y, size, width].iter().all(|v| v.is_finite() && v.abs() < 1e6);
    if !fits || size < 0.5 {
        return None;
    }
    Some(if vertical {
        Mark { text, x: origin.y, y: -origin.x, width: size, size }
    } else {
        Mark { text, x: origin.x, y: origin.y, width, size }
    })
}

/// Ligatures and radicals as letters and ideographs; private and control characters go.
fn readable(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match u32::from(c) {
            0xFB00..=0xFB06 | 0x2E80..=0x2FDF | 0xF900..=0xFAFF => out.extend(std::iter::once(c).nfkc()),
            0xE000..=0xF8FF | 0xFFFD | 0 => {}
            _ => out.push(c),
        }
    }
    out
}
