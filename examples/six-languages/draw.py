#!/usr/bin/env python3
"""Draws the chart and the cover of the six examples.

Run anywhere:  python3 examples/six-languages/draw.py

One chart, six sets of words; in Arabic the bars begin at the right. Standard library only, no chance,
no clock: the same script writes the same bytes. 640 units are the text width, as in the shipped guide.
"""

import os

HERE = os.path.dirname(os.path.abspath(__file__))
INK, NAVY, BLUE, SKY = "#1B2A3A", "#0B3C5D", "#1F6FA8", "#7FB5D8"
TEAL, LIGHT, GREY, WHITE, AMBER = "#2A8C82", "#D5DBE1", "#5B6670", "#FFFFFF", "#F5B335"

# lower and middle income, high income, population, share of it, consumption, share of it, remark
WORDS = {
    "en": ("Low- and middle-income countries", "High-income countries", "Share of the world’s population",
           "almost 85 per cent", "Share of the opioids available for medical use", "11 per cent",
           "2021; in defined daily doses for statistical purposes (S-DDD)"),
    "fr": ("Pays à revenu faible ou intermédiaire", "Pays à revenu élevé", "Part de la population mondiale",
           "près de 85 pour cent", "Part des opioïdes disponibles à des fins médicales", "11 pour cent",
           "2021\u00a0; en doses quotidiennes déterminées à des fins statistiques (S-DDD)"),
    "es": ("Países de ingresos bajos y medianos", "Países de ingresos altos", "Proporción de la población mundial",
           "casi el 85 por ciento", "Proporción de los opioides disponibles para uso médico", "11 por ciento",
           "2021; en dosis diarias definidas con fines estadísticos (S-DDD)"),
    "ru": ("Страны с низким и средним уровнем дохода", "Страны с высоким уровнем дохода",
           "Доля в населении мира", "почти 85 процентов",
           "Доля опиоидов, доступных для медицинского применения", "11 процентов",
           "2021 год; в условных суточных дозах для статистических целей (S-DDD)"),
    "zh": ("低收入和中等收入国家", "高收入国家", "占世界人口的比例", "近85%", "占可供医疗使用的阿片类药物的比例", "11%",
           "2021年；按统计用规定日剂量（S-DDD）计算"),
    "ar": ("البلدان المنخفضة والمتوسطة الدخل", "البلدان المرتفعة الدخل", "الحصة من سكان العالم",
           "نحو 85 في المائة", "الحصة من المواد الأفيونية المتاحة للاستخدام الطبي", "نسبة 11 في المائة",
           "في عام 2021، بالجرعات اليومية المحدَّدة للأغراض الإحصائية"),
}
FONT = {"ar": "Noto Naskh Arabic", "zh": "Plenary Sans SC"}


def chart(language):
    low, high, people, people_share, opioids, opioids_share, remark = WORDS[language]
    right = language == "ar"
    font = FONT.get(language, "Carlito")
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200" width="640" height="200">']

    def text(x, y, words, size, fill, bold=False, end=False):
        x = 640 - x if right else x
        anchor = ' text-anchor="end"' if end != right else ""
        weight = ' font-weight="700"' if bold else ""
        out.append(f'<text x="{x:g}" y="{y}" font-family="{font}" font-size="{size}"{weight}{anchor} '
                   f'fill="{fill}">{words}</text>')

    def bar(y, share):
        width = 640 * share
        x = 640 - width if right else 0
        out.append(f'<rect x="0" y="{y}" width="640" height="42" fill="{LIGHT}"/>')
        out.append(f'<rect x="{x:g}" y="{y}" width="{width:g}" height="42" fill="{TEAL}"/>')

    text(0, 14, low, 13, TEAL, bold=True)
    text(640, 14, high, 13, GREY, bold=True, end=True)
    text(0, 43, people, 12.6, INK)
    bar(52, 0.85)
    text(14, 79, people_share, 18, WHITE, bold=True)
    text(0, 123, opioids, 12.6, INK)
    bar(132, 0.11)
    text(82.4, 159, opioids_share, 18, INK, bold=True)
    text(0, 195, remark, 11.5, GREY)
    return "\n".join(out) + "\n</svg>\n"


def cover(language):
    """A hundred capsules in five rows; the eleven at the far end are lit."""
    mirrored = ' transform="translate(595 0) scale(-1 1)"' if language == "ar" else ""
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 261" width="595" height="261">',
           f'<rect width="595" height="261" fill="{NAVY}"/>', f"<g{mirrored}>"]
    for column in range(20):
        for row in range(5):
            x, y = 12 + column * 29.1, 22 + row * 45
            lit = column >= 18 and (column, row) != (18, 0) or (column, row) == (17, 3) or (column, row) == (17, 1)
            shade = AMBER if lit else BLUE
            opacity = 1 if lit else 0.28 + 0.03 * ((column * 7 + row * 5) % 9)
            out.append(f'<rect x="{x:g}" y="{y}" width="18" height="37" rx="9" fill="{shade}" '
                       f'fill-opacity="{opacity:g}"/>')
            out.append(f'<path d="M{x:g} {y + 18.5}h18" stroke="{NAVY}" stroke-width="1.4"/>')
    return "\n".join(out) + "\n</g>\n</svg>\n"


for language in WORDS:
    for name, draw in (("opioid-consumption", chart), ("cover", cover)):
        path = os.path.join(HERE, language, "sources", "images", name + ".svg")
        with open(path, "w", encoding="utf-8") as file:
            file.write(draw(language))
