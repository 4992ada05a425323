"""Tables out of order whose times are written in many ways, read and sorted by pandas.

Weeks are read by the standard library, which pandas leaves to it too. Times without an offset are as
of universal time.
"""

import datetime
import io
import random

import pandas as pd

import golden

UTC = datetime.timezone.utc


def offset(rng):
    minutes = rng.choice([0, 60, 120, 330, -210, 345, -480, 765])
    return datetime.timezone(datetime.timedelta(minutes=minutes))


def digits(count):
    return lambda t, rng: t.strftime("%Y-%m-%dT%H:%M:%S.") + f"{t.microsecond:06d}000"[:count]


def counted(per_second):
    def text(t, rng):
        micros = (t - datetime.datetime(1970, 1, 1, tzinfo=UTC)) // datetime.timedelta(microseconds=1)
        return str(micros * per_second // 1_000_000)

    return text


def by_format(form):
    return lambda texts: pd.to_datetime(pd.Series(texts), format=form, utc=True)


def by_unit(unit):
    return lambda texts: pd.to_datetime(pd.Series([int(t) for t in texts]), unit=unit, utc=True)


def weeks(texts):
    parts = [[int(p) for p in t.replace("W", "").split("-")] for t in texts]
    return pd.to_datetime(pd.Series([datetime.date.fromisocalendar(*p) for p in parts]), utc=True)


def written(form, java="", months=False, read=None):
    """A form of strftime, the pattern that settings have for it (none where times tell themselves)."""
    return java, lambda t, rng: t.strftime(form), by_format(read or form)


def zoned(form, java="", colon=True):
    def text(t, rng):
        there = t.astimezone(offset(rng))
        zone = there.strftime("%z")
        return there.strftime(form) + (zone[:3] + ":" + zone[3:] if colon else zone)

    return java, text, by_format(form + "%z")


# Name, then the setting timeFormat, how a time is written, how pandas reads it, and what it keeps.
FORMS = {
    "date": (*written("%Y-%m-%d"), "day"),
    "month": (*written("%Y-%m"), "month"),
    "minutes": (*written("%Y-%m-%d %H:%M"), "minute"),
    "iso": (*written("%Y-%m-%dT%H:%M:%S"), "second"),
    "utc": ("", lambda t, rng: t.strftime("%Y-%m-%dT%H:%M:%SZ"), by_format("%Y-%m-%dT%H:%M:%S%z"), "second"),
    "offsets": (*zoned("%Y-%m-%dT%H:%M:%S"), "second"),
    "offsets with a blank": (*zoned("%Y-%m-%d %H:%M:%S"), "second"),
    "basic offsets": (*zoned("%Y-%m-%dT%H:%M:%S", colon=False), "second"),
    "three digits": ("", digits(3), by_format("%Y-%m-%dT%H:%M:%S.%f"), "milli"),
    "six digits": ("", digits(6), by_format("%Y-%m-%dT%H:%M:%S.%f"), "micro"),
    "nine digits": ("", digits(9), by_format("%Y-%m-%dT%H:%M:%S.%f"), "micro"),
    "slashes": (*written("%Y/%m/%d %H:%M:%S"), "second"),
    "dots": (*written("%Y.%m.%d %H:%M"), "minute"),
    "German": (*written("%d.%m.%Y %H:%M:%S"), "second"),
    "German date": (*written("%d.%m.%Y"), "day"),
    "basic": (*written("%Y%m%dT%H%M%S"), "second"),
    "week": ("", lambda t, rng: "{0}-W{1:02d}-{2}".format(*t.isocalendar()), weeks, "day"),
    "day of the year": (*written("%Y-%j", "yyyy-DDD"), "day"),
    "seconds": ("", counted(1), by_unit("s"), "second"),
    "milliseconds": ("", counted(1000), by_unit("ms"), "milli"),
    "microseconds": ("", counted(1_000_000), by_unit("us"), "micro"),
    "nanoseconds": ("", counted(1_000_000_000), by_unit("ns"), "micro"),
    "said seconds": ("seconds", counted(1), by_unit("s"), "second"),
    "said milliseconds": ("milliseconds", counted(1000), by_unit("ms"), "milli"),
    "said nanoseconds": ("nanoseconds", counted(1_000_000_000), by_unit("ns"), "micro"),
    "British": (*written("%d/%m/%Y %H:%M:%S", "dd/MM/yyyy HH:mm:ss"), "second"),
    "American": (*written("%m/%d/%Y %H:%M", "MM/dd/yyyy HH:mm"), "minute"),
    "American, half days": (*written("%m/%d/%Y %I:%M %p", "M/d/yyyy h:mm a"), "minute"),
    "half days, small": ("dd.MM.yyyy hh:mm:ss a", lambda t, rng: t.strftime("%d.%m.%Y %I:%M:%S %p").lower(),
                         by_format("%d.%m.%Y %I:%M:%S %p"), "second"),
    "names of months": (*written("%d %b %Y %H:%M", "dd MMM yyyy HH:mm"), "minute"),
    "whole names of months": (*written("%B %d, %Y", "MMMM d, yyyy"), "day"),
    "months in capitals": ("dd-MMM-yyyy HH:mm:ss", lambda t, rng: t.strftime("%d-%b-%Y %H:%M:%S").upper(),
                           by_format("%d-%b-%Y %H:%M:%S"), "second"),
    "short years": (*written("%m/%d/%y %H:%M", "MM/dd/yy HH:mm"), "minute"),
    "digits": (*written("%Y%m%d%H%M%S", "yyyyMMddHHmmss"), "second"),
    "Italian": (*written("%d/%m/%Y %H.%M.%S", "dd/MM/yyyy HH.mm.ss"), "second"),
    "offsets of a pattern": (*zoned("%d/%m/%Y %H:%M:%S ", "dd/MM/yyyy HH:mm:ss XXX"), "second"),
    "short offsets": (*zoned("%d/%m/%Y %H:%M:%S ", "dd/MM/yyyy HH:mm:ss Z", colon=False), "second"),
    "time first": (*written("%H:%M:%S %d.%m.%Y", "HH:mm:ss dd.MM.yyyy"), "second"),
    "logger": (*written("%Y-%m-%d %H:%M:%S,%f", "yyyy-MM-dd HH:mm:ss,SSSSSS"), "micro"),
    "hours": (*written("%d.%m.%Y %H", "dd.MM.yyyy HH"), "hour"),
    "days of the week": (*written("%a %b %d %H:%M:%S %Y", "EEE MMM dd HH:mm:ss yyyy"), "second"),
}
# The same, in several columns that are joined by blanks.
JOINED = {
    "two columns": (["Date", "Time"], *written("%d/%m/%Y %H:%M:%S", "dd/MM/yyyy HH:mm:ss"), "second"),
    "two columns, ISO": (["Date", "Time"], *written("%Y-%m-%d %H:%M:%S"), "second"),
    "four columns": (["year", "month", "day", "hour"], *written("%Y %m %d %H", "yyyy MM dd HH"), "hour"),
    "bare columns": (["No", "mon", "d"], "yyyy M d", lambda t, rng: f"{t.year} {t.month} {t.day}",
                     by_format("%Y %m %d"), "day"),
}


def instant(rng, keep):
    t = datetime.datetime(rng.randint(1995, 2045), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23),
                          rng.randint(0, 59), rng.randint(0, 59), rng.randint(0, 999_999), tzinfo=UTC)
    order = ["micro", "milli", "second", "minute", "hour", "day", "month"]
    level = order.index(keep)
    changes = [("microsecond", t.microsecond // 1000 * 1000), ("microsecond", 0), ("second", 0), ("minute", 0), ("hour", 0), ("day", 1)]
    for change in changes[:level]:
        t = t.replace(**dict([change]))
    return t


def make(name, seed):
    rng = random.Random(f"{name} {seed}")
    columns, java, write, read, keep = (["when"], *FORMS[name]) if name in FORMS else JOINED[name]
    # A recording is of some days, now and then of many years.
    near = rng.random() < 0.5 and keep not in ("month", "day")
    start = instant(rng, keep)
    texts, seen, rows = [], set(), []
    for take in range(3):
        for _ in range(rng.randint(3, 7)):
            t = instant(rng, keep)
            if near:
                t = t.replace(year=start.year, month=start.month, day=1 + t.day % 3)
            text = write(t, rng)
            if t in seen:
                continue
            seen.add(t)
            texts.append(text)
            rows.append([f"r{take}", "ab"[take % 2], *(text.split(" ") if len(columns) > 1 else [text]), f"{rng.uniform(-5, 5):.3f}"])
    separator = ";"
    table = separator.join(["take", "label", *columns, "x"]) + "\n"
    table += "".join(separator.join(row) + "\n" for row in rows)
    # Rows are out of order by their making; pandas reads, joins and sorts them.
    frame = pd.read_csv(io.StringIO(table), sep=separator, dtype={c: str for c in columns}, float_precision="round_trip")
    joined = frame[columns].agg(" ".join, axis=1).tolist()
    frame["at"] = read(joined)
    micros = [(t.value if hasattr(t, "value") else 0) for t in frame["at"].astype("datetime64[ns, UTC]")]
    sequences = [
        golden.sequence(group.sort_values("at")["x"].to_numpy(), name=take, label="ab".index(group["label"].iloc[0]))
        for take, group in frame.groupby("take", sort=False)
    ]
    return {
        "about": f" {name}", "files": golden.files(**{"a.csv": table.encode()}),
        "settings": {"type": "csv", "split": {"type": "by-group", "test": 0},
                     "columns": {"sequence": "take", "time": columns, "timeFormat": java, "features": ["x"]}},
        "read": {"signals": ["x"], "targets": ["a", "b"], "sequences": sequences},
        "times": {"format": java or "iso", "texts": joined, "micros": [m // 1000 for m in micros]},
    }


def main():
    names = [*FORMS, *JOINED]
    golden.write("times", [make(name, seed) for name in names for seed in range(7)], "pandas")


if __name__ == "__main__":
    main()
