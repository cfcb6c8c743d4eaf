//! Arabic.

use super::{Form, Places, Words};

pub(super) const WORDS: Words = Words {
    ibid: "المرجع نفسه",
    ibid_inside: "المرجع نفسه",
    separator: "، ",
    sources: "؛ ",
    stop: ".",
    gap: " ",
    range: "–",
    list: " و",
    last: " و",
    and: " و",
    others: " وآخرون",
    quotes: ("«", "»"),
    inner_quotes: ("“", "”"),
    articles: &[],
    parentheses: (" (", ")"),
    titles: None,
    united_nations: "الأمم المتحدة",
    publication: "منشورات الأمم المتحدة",
    sales: "رقم المبيع {n}",
    registered: "الرقم {n}",
    year: "{year}",
    resolution: "قرار {organization} {n}",
    decision: "مقرر {organization} {n}",
    editor: "محرر",
    editors: "محررون",
    within: "في ",
    available: "متاح على الرابط التالي: {url}",
    available_inside: "متاح على الرابط التالي: {url}",
    accessed: " (جرى الاطلاع عليه في {date})",
    edition,
    contractions: &[],
    places: Places {
        page: Form("الصفحة\u{A0}{n}", "الصفحات\u{A0}{n}"),
        paragraph: Form("الفقرة\u{A0}{n}", "الفقرات\u{A0}{n}"),
        chapter: Form("الفصل {n}", "الفصول {n}"),
        section: Form("الفرع {n}", "الفروع {n}"),
        annex: Form("المرفق {n}", "المرفقات {n}"),
        appendix: Form("التذييل {n}", "التذييلات {n}"),
        article: Form("المادة {n}", "المواد {n}"),
        part: Form("الجزء {n}", "الأجزاء {n}"),
        volume: Form("المجلد {n}", "المجلدات {n}"),
        number: Form("العدد {n}", "الأعداد {n}"),
        booklet: Form("الكتيب {n}", "الكتيبات {n}"),
        figure: Form("الشكل {n}", "الأشكال {n}"),
        table: Form("الجدول {n}", "الجداول {n}"),
        boxed: Form("الإطار {n}", "الأطر {n}"),
        note: Form("الحاشية {n}", "الحواشي {n}"),
    },
};

/// `الطبعة 2`
fn edition(number: u32) -> String {
    format!("الطبعة\u{A0}{number}")
}
