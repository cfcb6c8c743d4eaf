//! A theme for tests: every style that templates name, with plain values.

use plenary::document::{NumberFormat, NumberRestart, NumberingScheme};
use plenary::theme::{
    Alignment, Capitals, Color, CoverDesign, Figures, FontFamily, FontStack, Length, Lists, Page,
    ParagraphStyle, Rule, RuleSide, Separator, StyleKind, Tables, Theme,
};

fn pt(points: f64) -> Length {
    Length::pt(points)
}

fn color(text: &str) -> Color {
    text.parse().expect("a colour")
}

fn rule(width: f64) -> Rule {
    Rule { width: pt(width), color: color("#0B3C5D") }
}

/// Body text: what every other style starts from.
fn body() -> ParagraphStyle {
    ParagraphStyle {
        kind: StyleKind::Paragraph,
        based_on: None,
        next: None,
        font: "text".into(),
        size: pt(11.0),
        leading: pt(14.0),
        space_before: pt(0.0),
        space_after: pt(7.0),
        color: color("#1A1A1A"),
        bold: false,
        italic: false,
        capitals: Capitals::None,
        tracking: pt(0.0),
        align: Alignment::Justify,
        indent_start: pt(0.0),
        indent_end: pt(0.0),
        indent_first: pt(0.0),
        keep_with_next: false,
        keep_together: false,
        hyphenate: true,
        outline_level: None,
        numbering: None,
        fill: None,
        rules: Vec::new(),
        number_width: pt(0.0),
        padding: pt(0.0),
    }
}

/// The theme. `change` may alter it.
pub(super) fn theme() -> Theme {
    let mut styles = indexmap::IndexMap::new();
    let mut add = |name: &str, change: &dyn Fn(&mut ParagraphStyle)| {
        let mut style = body();
        change(&mut style);
        styles.insert(name.to_owned(), style);
    };
    add("body", &|_| {});
    for (level, size) in [(1_u8, 18.0), (2, 14.0), (3, 12.0), (4, 11.0)] {
        add(&format!("heading-{level}"), &|style| {
            style.based_on = Some("body".into());
            style.next = Some("body".into());
            style.font = "display".into();
            style.size = pt(size);
            style.leading = pt(size * 1.2);
            style.space_before = pt(12.0);
            style.bold = true;
            style.align = Alignment::Start;
            style.hyphenate = false;
            style.keep_with_next = true;
            style.outline_level = Some(level);
            if level == 1 {
                style.capitals = Capitals::All;
                style.color = color("#0B3C5D");
            }
        });
    }
    add("lettered-heading", &|style| {
        style.based_on = Some("heading-2".into());
        style.bold = true;
        style.outline_level = Some(2);
        style.numbering = Some("letters".into());
        style.indent_start = pt(24.0);
        style.indent_first = pt(-24.0);
        style.keep_with_next = true;
    });
    add("numbered", &|style| style.numbering = Some("paragraphs".into()));
    add("contents-heading", &|style| style.bold = true);
    for level in 1..=3 {
        add(&format!("contents-{level}"), &|style| {
            style.indent_start = pt(12.0 * f64::from(level - 1));
            style.indent_end = pt(24.0);
            style.align = Alignment::Start;
        });
    }
    add("question-group", &|style| {
        style.bold = true;
        style.keep_with_next = true;
    });
    add("question", &|style| {
        style.indent_start = pt(24.0);
        style.indent_first = pt(-24.0);
        style.numbering = Some("questions".into());
    });
    add("list-bullet", &|style| style.align = Alignment::Start);
    add("list-number", &|style| style.align = Alignment::Start);
    add("caption", &|style| {
        style.size = pt(9.0);
        style.leading = pt(11.0);
        style.space_after = pt(2.0);
        style.keep_with_next = true;
    });
    add("credit", &|style| {
        style.size = pt(8.0);
        style.leading = pt(10.0);
        style.italic = true;
    });
    add("note", &|style| {
        style.size = pt(9.0);
        style.leading = pt(11.0);
        style.space_after = pt(2.0);
    });
    add("quote", &|style| {
        style.indent_start = pt(24.0);
        style.indent_end = pt(24.0);
        style.italic = true;
        style.rules = vec![(RuleSide::Start, rule(2.0))];
        style.padding = pt(6.0);
    });
    add("box", &|style| {
        style.fill = Some(color("#EEF3F7"));
        style.rules = vec![(RuleSide::Start, rule(3.0))];
        style.padding = pt(8.0);
        style.space_after = pt(10.0);
    });
    add("box-title", &|style| {
        style.bold = true;
        style.keep_with_next = true;
    });
    add("table-header", &|style| {
        style.bold = true;
        style.align = Alignment::Start;
        style.space_after = pt(0.0);
    });
    add("table-text", &|style| {
        style.align = Alignment::Start;
        style.space_after = pt(0.0);
    });
    add("programme", &|style| {
        style.fill = Some(color("#EEF3F7"));
        style.padding = pt(8.0);
    });
    add("programme-day", &|style| {
        style.bold = true;
        style.keep_with_next = true;
    });
    add("programme-sitting", &|style| style.align = Alignment::Start);
    add("header", &|style| style.size = pt(8.5));
    add("footer", &|style| {
        style.size = pt(8.5);
        style.align = Alignment::Center;
    });
    for (name, size) in
        [("cover-head", 12.0), ("cover-series", 14.0), ("cover-title", 26.0), ("cover-foot", 11.0)]
    {
        add(name, &|style| {
            style.size = pt(size);
            style.leading = pt(size * 1.2);
            style.align = Alignment::Start;
            style.hyphenate = false;
        });
    }
    let mut character = |name: &str, change: &dyn Fn(&mut ParagraphStyle)| {
        add(name, &|style| {
            style.kind = StyleKind::Character;
            change(style);
        });
    };
    character("strong", &|style| style.bold = true);
    character("emphasis", &|style| style.italic = true);
    character("code", &|_| {});
    character("link", &|style| style.color = color("#0B5394"));
    character("note-mark", &|style| style.size = pt(7.0));
    Theme {
        page: page(),
        palette: indexmap::IndexMap::new(),
        fonts: [("text".to_owned(), stack()), ("display".to_owned(), stack())].into(),
        styles,
        numberings: numberings(),
        lists: Lists {
            bullets: vec!["\u{2022}".into(), "\u{2013}".into()],
            indent: pt(6.0),
            hanging: pt(14.0),
            numbers: Vec::new(),
            marker_color: color("#0B3C5D"),
        },
        figures: figures(),
        tables: tables(),
        digits: plenary::document::Digits::European,
        masthead: plenary::theme::MastheadDesign {
            mark_width: pt(50.0),
            details_width: pt(140.0),
            padding: pt(4.0),
            upper_rule: rule(0.5),
            lower_rule: rule(2.0),
            space_after: pt(8.0),
        },
        note_separator: Separator {
            length: pt(72.0),
            width: pt(0.5),
            color: color("#1A1A1A"),
            space_before: pt(6.0),
            space_after: pt(4.0),
            gap: pt(2.0),
        },
        cover: cover(),
        embed_fonts: false,
    }
}

fn numberings() -> indexmap::IndexMap<String, NumberingScheme> {
    let scheme = |format, pattern: &str, restart| NumberingScheme {
        format,
        pattern: pattern.to_owned(),
        restart,
    };
    [
        ("letters".to_owned(), scheme(NumberFormat::LowerLetter, "({n})", NumberRestart::Section)),
        ("questions".to_owned(), scheme(NumberFormat::Decimal, "{n}.", NumberRestart::Section)),
        ("paragraphs".to_owned(), scheme(NumberFormat::Decimal, "{n}.", NumberRestart::Never)),
    ]
    .into()
}

fn stack() -> FontStack {
    let family = |family: &str, office: &str| FontFamily {
        place: None,
        family: family.to_owned(),
        office: office.to_owned(),
        scale: 1.0,
    };
    FontStack {
        latin: family("Carlito", "Calibri"),
        arabic: family("Noto Naskh Arabic", "Arabic Typesetting"),
        han: family("Plenary Sans SC", "Microsoft YaHei"),
        symbols: family("Plenary Symbols", "Segoe UI Symbol"),
    }
}

fn page() -> Page {
    Page {
        width: pt(595.28),
        height: pt(841.89),
        margin_top: pt(79.0),
        margin_bottom: pt(72.0),
        margin_inside: pt(68.0),
        margin_outside: pt(68.0),
        header_distance: pt(36.0),
        footer_distance: pt(36.0),
    }
}

fn figures() -> Figures {
    Figures {
        width: 0.8,
        overhang: pt(20.0),
        placement: plenary::document::FigurePlacement::Text,
        max_height: 0.45,
        space_before: pt(6.0),
        space_after: pt(10.0),
        gutter: pt(12.0),
        caption_gap: pt(4.0),
        align: Alignment::Start,
    }
}

fn tables() -> Tables {
    Tables {
        header_fill: Some(color("#DCE6EE")),
        stripe_fill: Some(color("#F5F8FA")),
        rule: rule(0.5),
        frame: rule(1.0),
        padding_side: pt(5.0),
        padding_block: pt(3.0),
        smaller: vec![pt(8.0), pt(7.0)],
        width: plenary::theme::TableWidth::Text,
        space_before: pt(6.0),
        space_after: pt(10.0),
    }
}

fn cover() -> CoverDesign {
    CoverDesign {
        fill: color("#FFFFFF"),
        artwork_top: pt(150.0),
        artwork_height: pt(420.0),
        mark_width: pt(60.0),
        margin: pt(56.0),
        head_top: pt(56.0),
        title_top: pt(300.0),
        foot_bottom: pt(56.0),
        smaller: Vec::new(),
    }
}
