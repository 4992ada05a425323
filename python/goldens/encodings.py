"""Tables of many languages and encodings, read by pandas: names of columns, classes and sequences.

A file tells UTF-8, UTF-16 and UTF-32 by itself; what is not UTF-8 and has no mark is taken for
Windows-1252, with a note; others are declared. No character may be replaced.
"""

import codecs
import io
import random

import pandas as pd

import golden

WORDS = {
    "German": ["Fäße", "Füße", "Hände", "Größe", "Öl"],
    "French": ["marché", "à côté", "œuvre", "forêt", "naïf"],
    "Polish": ["źródło", "łódź", "żółw", "ćma", "sień"],
    "Russian": ["бег", "ходьба", "покой", "прыжок", "шаг"],
    "Greek": ["τρέξιμο", "στάση", "βάδην", "άλμα", "ύπνος"],
    "Japanese": ["歩く", "走る", "休む", "テスト", "座る"],
    "Chinese": ["走路", "跑步", "休息", "测试", "坐下"],
    "Korean": ["걷기", "달리기", "휴식", "앉기", "점프"],
    "Turkish": ["yürüyüş", "koşu", "ılık", "İz", "çığ"],
    "Hebrew": ["ריצה", "הליכה", "מנוחה", "ישיבה", "קפיצה"],
    "English": ["walk", "run", "rest", "sit", "jump"],
    "Icelandic": ["þorp", "æði", "ökkli", "ýta", "ðel"],
}
MARKED = {"utf-8-sig": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE,
          "utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE}
# Python's names, those that settings have, and for whom.
DECLARED = [("cp1251", "windows-1251", ["Russian"]), ("koi8-r", "KOI8-R", ["Russian"]), ("iso8859-5", "ISO-8859-5", ["Russian"]),
            ("cp866", "IBM866", ["Russian"]), ("cp1250", "windows-1250", ["Polish", "German"]), ("iso8859-2", "ISO-8859-2", ["Polish"]),
            ("cp1253", "windows-1253", ["Greek"]), ("iso8859-7", "ISO-8859-7", ["Greek"]), ("shift_jis", "Shift_JIS", ["Japanese"]),
            ("euc_jp", "EUC-JP", ["Japanese"]), ("gb18030", "GB18030", ["Chinese", "Russian", "Korean"]), ("gbk", "GBK", ["Chinese"]),
            ("big5", "Big5", ["Traditional"]), ("euc_kr", "EUC-KR", ["Korean"]), ("cp1254", "windows-1254", ["Turkish"]),
            ("iso8859-9", "ISO-8859-9", ["Turkish", "German"]), ("cp1255", "windows-1255", ["Hebrew"]), ("iso8859-15", "ISO-8859-15", ["French"]),
            ("latin-1", "ISO-8859-1", ["German", "Icelandic"]), ("cp850", "IBM850", ["German", "Icelandic"]), ("utf-16-le", "UTF-16LE", ["Korean", "Greek"]),
            ("utf-8", "UTF-8", ["Polish", "Hebrew"]), ("cp437", "IBM437", ["German"]), ("mac_roman", "x-MacRoman", ["French", "German"])]
WORDS["Traditional"] = ["走路", "跑步", "休息", "測試", "坐下"]
WESTERN = ["German", "French", "Icelandic", "English"]


def make(seed):
    rng = random.Random(seed)
    kind = rng.choice(["plain", "marked", "western", "declared", "declared"])
    name, setting, mark = "utf-8", "", b""
    language = rng.choice([w for w in WORDS])
    if kind == "marked":
        name = rng.choice(list(MARKED))
        mark = MARKED[name] if name != "utf-8-sig" else b""
    elif kind == "western":
        name, language = "cp1252", rng.choice(WESTERN[:3])
    elif kind == "declared":
        name, setting, languages = rng.choice(DECLARED)
        language = rng.choice(languages)
    words = rng.sample(WORDS[language], 5)
    separator = rng.choice([",", ";", "\t", "|"])
    end = rng.choice(["\n", "\r\n"])
    signals, classes, takes = [words[0], "x"], words[1:4], [words[4] + str(i) for i in range(4)]
    rows = [separator.join(["take", "label", *signals])]
    for i, take in enumerate(takes):
        for _ in range(rng.randint(2, 4)):
            cells = [f"{rng.uniform(-9, 9):.3f}" for _ in signals]
            rows.append(separator.join([take, classes[i % 3], *cells]))
    text = end.join(rows) + end
    try:
        content = mark + text.encode(name)
    except UnicodeEncodeError:
        return None
    read = {"utf-16-le": "utf-16-le", "utf-8": "utf-8"}.get(name, name)
    frame = pd.read_csv(io.BytesIO(content[len(mark):]), sep=separator, encoding=read, float_precision="round_trip")
    classes = sorted(set(frame["label"]), key=lambda word: word.encode("utf-16-be"))
    sequences = [
        golden.sequence(group[list(frame.columns[2:])].to_numpy(), name=take, label=classes.index(group["label"].iloc[0]))
        for take, group in frame.groupby("take", sort=False)
    ]
    table = {"encoding": setting} if setting else {}
    found = {"signals": list(frame.columns[2:]), "targets": classes, "sequences": sequences}
    if kind == "western" and not content.isascii():
        found["notes"] = ["Windows-1252"]
    else:
        found["silent"] = True
    return {"about": f" {kind} {name} {language}", "files": golden.files(**{"a.csv": content}), "read": found,
            "settings": {"type": "csv", "columns": {"sequence": "take"}, "split": {"type": "by-group", "test": 0}, "table": table}}


def main():
    inputs = [one for one in map(make, range(400)) if one]
    golden.write("encodings", inputs, "pandas")


if __name__ == "__main__":
    main()
