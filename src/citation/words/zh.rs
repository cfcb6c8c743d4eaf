//! Chinese. Places wrap their numbers; titles of Chinese works stand in 《》 and not in italics.

use super::{Form, Places, Words};

pub(super) const WORDS: Words = Words {
    ibid: "同上",
    ibid_inside: "同上",
    separator: "，",
    sources: "；",
    stop: "。",
    gap: "",
    range: "-",
    list: "、",
    last: "和",
    and: "和",
    others: "等人",
    quotes: ("“", "”"),
    inner_quotes: ("‘", "’"),
    articles: &[],
    parentheses: ("（", "）"),
    titles: Some(("《", "》")),
    united_nations: "联合国",
    publication: "联合国出版物",
    sales: "出售品编号：{n}",
    registered: "第{n}号",
    year: "{year}年",
    resolution: "{organization}第{n}号决议",
    decision: "{organization}第{n}号决定",
    editor: "编",
    editors: "编",
    within: "载于",
    available: "可查阅：{url}",
    available_inside: "可查阅：{url}",
    accessed: "（查阅日期：{date}）",
    edition,
    contractions: &[],
    places: Places {
        page: Form("第{n}页", "第{n}页"),
        paragraph: Form("第{n}段", "第{n}段"),
        chapter: Form("第{n}章", "第{n}章"),
        section: Form("第{n}节", "第{n}节"),
        annex: Form("附件{n}", "附件{n}"),
        appendix: Form("附录{n}", "附录{n}"),
        article: Form("第{n}条", "第{n}条"),
        part: Form("第{n}部分", "第{n}部分"),
        volume: Form("第{n}卷", "第{n}卷"),
        number: Form("第{n}号", "第{n}号"),
        booklet: Form("第{n}分册", "第{n}分册"),
        figure: Form("图{n}", "图{n}"),
        table: Form("表{n}", "表{n}"),
        boxed: Form("方框{n}", "方框{n}"),
        note: Form("注{n}", "注{n}"),
    },
};

/// `第2版`
fn edition(number: u32) -> String {
    format!("第{number}版")
}
