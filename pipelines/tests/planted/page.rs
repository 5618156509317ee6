//! A page around the words: four skeletons, and noise that is another at every visit.

use crate::texts::Text;

/// A small generator of numbers: the same seed, the same page.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// A statement of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Clause(String),
    Entry(String),
    Row(String, String),
}

/// Headings with what stands under them.
pub type Content = Vec<(String, Vec<Item>)>;

pub fn content(text: &Text) -> Content {
    let own = |s: &str| s.to_owned();
    let mut content: Content = text
        .sections
        .iter()
        .map(|(heading, clauses)| (own(heading), clauses.iter().map(|c| Item::Clause(own(c))).collect()))
        .collect();
    content.push((own(text.list.0), text.list.1.iter().map(|e| Item::Entry(own(e))).collect()));
    content.push((own(text.table.0), text.table.1.iter().map(|(l, v)| Item::Row(own(l), own(v))).collect()));
    content
}

/// The page in one of four skeletons, with noise by `rng`.
pub fn render(text: &Text, content: &Content, skeleton: usize, rng: &mut Rng) -> String {
    let noise = Noise::new(text, rng);
    let mut body = String::new();
    for (number, (heading, items)) in content.iter().enumerate() {
        let level = [2, 3, 4, 2][skeleton];
        body += &format!("<h{level} id=s{}-{}>{heading}</h{level}>\n", number, noise.token);
        let clauses: Vec<&String> =
            items.iter().filter_map(|i| if let Item::Clause(c) = i { Some(c) } else { None }).collect();
        let space = if matches!(text.lang, "ja" | "zh") { "" } else { " " };
        body += &match skeleton {
            0 => clauses
                .chunks(2)
                .map(|two| {
                    format!("<p>{}</p>\n", two.iter().map(|c| c.as_str()).collect::<Vec<_>>().join(space))
                })
                .collect::<String>(),
            1 => clauses.iter().map(|c| format!("<div class=\"t-{}\">{c}</div>\n", noise.token)).collect(),
            2 => format!(
                "<div>{}</div>",
                clauses.iter().map(|c| c.as_str()).collect::<Vec<_>>().join("<br>\n")
            ),
            _ => clauses.iter().map(|c| format!("<p><span>{c}</span></p>")).collect(),
        };
        let entries: String = items
            .iter()
            .filter_map(|i| if let Item::Entry(e) = i { Some(format!("<li>{e}</li>\n")) } else { None })
            .collect();
        if !entries.is_empty() {
            body += &if skeleton == 2 {
                format!("<ol class=papers>{entries}</ol>")
            } else {
                format!("<ul>{entries}</ul>")
            };
        }
        let rows: String = items
            .iter()
            .filter_map(|i| if let Item::Row(l, v) = i { Some((l, v)) } else { None })
            .map(|(l, v)| {
                if skeleton.is_multiple_of(2) {
                    format!("<tr><th>{l}</th><td>{v}</td></tr>")
                } else {
                    format!("<dt>{l}</dt><dd>{v}</dd>")
                }
            })
            .collect();
        if !rows.is_empty() {
            body += &if skeleton.is_multiple_of(2) {
                format!("<table class=facts>{rows}</table>")
            } else {
                format!("<dl>{rows}</dl>")
            };
        }
    }
    noise.around(text, &body, skeleton)
}

struct Noise {
    token: String,
    updated: String,
    views: usize,
    headlines: Vec<String>,
    year: usize,
    clock: String,
}

impl Noise {
    fn new(text: &Text, rng: &mut Rng) -> Self {
        let (day, month) = (1 + rng.below(28), 1 + rng.below(12));
        let headlines = (0..3).map(|_| (*rng.pick(&text.headlines)).to_owned()).collect();
        Self {
            token: format!("{:x}", rng.next() | 1 << 44),
            updated: format!("2026-{month:02}-{day:02}"),
            views: 100 + rng.below(90_000),
            headlines,
            year: 2024 + rng.below(4),
            clock: format!("{:02}:{:02}:{:02}", rng.below(24), rng.below(60), rng.below(60)),
        }
    }

    fn around(&self, text: &Text, body: &str, skeleton: usize) -> String {
        let [related, updated, views, contact, share] = text.around;
        let (lang, title, token) = (text.lang, text.title, &self.token);
        let news: String = self
            .headlines
            .iter()
            .map(|h| format!("<li><a href=\"/n/{}\">{h}</a> <time>{}</time></li>", self.views, self.updated))
            .collect();
        let stamp =
            format!("<p>{updated}: {}</p><p>{} {views}</p><p>Session: {token}</p>", self.updated, self.views);
        let cookie =
            "<div class=\"cookie-consent\"><p>We use cookies to count visits.</p><button>OK</button></div>";
        let social =
            format!("<div class=share><a href=\"https://social.example/?u={token}\">{share}</a></div>");
        let foot = format!(
            "<footer><p>© {} Council. tel: +81 3 0000 {}</p><p>{}</p></footer>",
            self.year, self.views, self.clock
        );
        let contacts = format!("<p>{contact}: office-{}@council.example</p>", self.views);
        let nav = format!(
            "<nav><ul><li><a href=/>Home</a></li><li><a href=/n>News ({})</a></li></ul></nav>",
            self.views % 17
        );
        let head = format!(
            "<!doctype html><html lang={lang}><head><meta charset=utf-8><title>{title}</title><meta name=csrf content={token}><script>var t='{token}';</script></head>"
        );
        match skeleton {
            0 => format!(
                "{head}<body>{cookie}<header><a href=/>Council</a>{nav}</header><main><article><h1>{title}</h1>{stamp}{body}{contacts}{social}</article><aside><h2>{related}</h2><ul>{news}</ul></aside></main>{foot}</body></html>"
            ),
            1 => format!(
                "{head}<body class=\"b-{token}\"><div id=top>{nav}</div><div id=wrap><h1>{title}</h1><div class=doc>{body}</div><h2>{related}</h2><ul>{news}</ul></div>{stamp}{cookie}{foot}</body></html>"
            ),
            2 => format!(
                "{head}<body><div class=breadcrumb><a href=/>Home</a> &gt; {title}</div><div id=content><h1>{title}</h1>{stamp}{body}<h4>{contact}</h4><p>office-{}@council.example</p><h4>{related}</h4><ul>{news}</ul></div>{social}{foot}</body></html>",
                self.views
            ),
            _ => format!(
                "{head}<body>{nav}<section class=hero><h1>{title}</h1></section><section>{body}</section><section class=related><h3>{related}</h3><ul>{news}</ul></section>{contacts}{stamp}{cookie}{foot}</body></html>"
            ),
        }
    }
}
