"""Writes parquet.zip, packed.zip and arff.zip: files by other programs, and the cells that they hold.

    pip install pyarrow pandas fastparquet zstandard liac-arff
    python make_containers.py

Beside NAME lies NAME.cells in the zip: rows that end with the character 30, cells that end with 31. A missing value is an empty
cell. Needs the program zstd too.
"""

import bz2
import datetime as dt
import decimal
import io
import itertools
import lzma
import random
import struct
import subprocess
import tempfile
import zipfile
from pathlib import Path

import arff
import fastparquet
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

HERE = Path(__file__).parent
EPOCH = dt.datetime(1970, 1, 1)


def cell(value):
    if value is None:
        return ""
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, bytes):
        return value.decode()
    return str(value)


def cells(names, rows):
    lines = [names] + [[cell(value) for value in row] for row in rows]
    return "".join("".join(text.strip() + "\x1f" for text in line) + "\x1e" for line in lines)


class Zip:
    def __init__(self, name):
        self.zip = zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9)

    def add(self, name, content):
        info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        self.zip.writestr(info, content)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.zip.close()


def iso(nanos, utc):
    whole, rest = divmod(nanos, 10**9)
    text = (EPOCH + dt.timedelta(seconds=whole)).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{rest:09d}".rstrip("0") if rest else "") + ("Z" if utc else "")


def with_gaps(values, rng, share):
    return [None if rng.random() < share else value for value in values]


def small_table(seed, rows, gaps):
    """Five columns of the usual kinds."""
    rng = random.Random(seed)
    columns = {
        "id": (pa.int64(), [rng.choice([1, -1]) * rng.getrandbits(rng.randint(1, 62)) for _ in range(rows)]),
        "n": (pa.int32(), [rng.randint(-(2**31), 2**31 - 1) if rng.random() < 0.3 else i * 3 for i in range(rows)]),
        "x": (pa.float64(), [rng.choice([rng.gauss(0, 1e6), rng.randint(-9, 9) / 8]) for _ in range(rows)]),
        "y": (pa.float32(), [struct.unpack("f", struct.pack("f", rng.gauss(3, 2)))[0] for _ in range(rows)]),
        "on": (pa.bool_(), [rng.random() < 0.4 for _ in range(rows)]),
        "word": (pa.string(), [rng.choice(["walk", "run", "Füße", "a,b", 'say "x"', "日本", "walking", "w"]) for _ in range(rows)]),
    }
    arrays, texts = [], []
    for kind, values in columns.values():
        values = with_gaps(values, rng, gaps)
        arrays.append(pa.array(values, kind))
        texts.append(values)
    return pa.table(arrays, names=list(columns)), cells(list(columns), zip(*texts))


ENCODINGS = {
    "plain": {"use_dictionary": False},
    "words": {"use_dictionary": True},
    "delta": {
        "use_dictionary": False,
        "column_encoding": {"id": "DELTA_BINARY_PACKED", "n": "DELTA_BINARY_PACKED", "word": "DELTA_BYTE_ARRAY", "on": "RLE"},
    },
    "split": {
        "use_dictionary": False,
        "column_encoding": {"x": "BYTE_STREAM_SPLIT", "y": "BYTE_STREAM_SPLIT", "id": "BYTE_STREAM_SPLIT", "word": "DELTA_LENGTH_BYTE_ARRAY"},
    },
}
CODECS = ["none", "snappy", "gzip", "zstd", "lz4"]


def written(table, **settings):
    out = io.BytesIO()
    pq.write_table(table, out, write_statistics=False, **settings)
    return out.getvalue()


def parquet(out):
    seed = 0
    for codec, page, (kind, encoding), groups in itertools.product(CODECS, ["1.0", "2.0"], ENCODINGS.items(), [True, False]):
        seed += 1
        rows = 8 + seed % 13
        table, text = small_table(seed, rows, 0 if seed % 5 == 0 else 0.2)
        name = f"{codec}-{page[0]}-{kind}-{'groups' if groups else 'whole'}.parquet"
        out.add(
            name,
            written(
                table,
                compression=codec,
                data_page_version=page,
                row_group_size=(rows + 1) // 2 if groups else None,
                write_page_checksum=seed % 3 == 0,
                store_schema=False,
                **encoding,
            ),
        )
        out.add(name + ".cells", text)
    for name, settings in {
        "pages-words.parquet": {"dictionary_pagesize_limit": 700, "data_page_size": 512},
        "pages-plain.parquet": {"use_dictionary": False, "data_page_size": 300, "data_page_version": "2.0"},
        "pages-delta.parquet": {"data_page_size": 900, **ENCODINGS["delta"]},
    }.items():
        table, text = small_table(99, 200, 0.1)
        out.add(name, written(table, compression="zstd", store_schema=False, write_batch_size=40, **settings))
        out.add(name + ".cells", text)
    kinds(out)
    others(out)


def kinds(out):
    """A column for each kind of value."""
    rng = random.Random(7)
    rows = 13
    nanos = [rng.randint(-(10**18), 4 * 10**18) for _ in range(rows)]
    days = [rng.randint(-40_000, 60_000) for _ in range(rows)]
    of_day = [rng.randint(0, 86_399_999_999_999) for _ in range(rows)]
    columns, texts = {}, {}

    def add(name, kind, values, shown=None):
        gone = [rng.random() < 0.25 for _ in values]
        columns[name] = pa.array([None if g else v for g, v in zip(gone, values)], kind)
        texts[name] = [None if g else v for g, v in zip(gone, values if shown is None else shown)]

    for bits in (8, 16, 32, 64):
        add(f"int{bits}", getattr(pa, f"int{bits}")(), [rng.randint(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for _ in range(rows)])
        add(f"uint{bits}", getattr(pa, f"uint{bits}")(), [rng.randint(2 ** (bits - 1), 2**bits - 1) for _ in range(rows)])
    halves = [struct.unpack("e", struct.pack("e", v))[0] for v in [0.1, -2.5, 65504, 6e-8, 1e-5, 0, 3, -7.25, 1000, 2, 4, 8, 9]]
    add("half", pa.float16(), halves)
    ties = [1 + 2**-24, 1 + 3 * 2**-24, 16777217.0, 1e300, -5e-324, 0.1, 1e22, 123456789.0, -0.0, 2.5, 1e15, 123456789012345.0, 1 / 3]
    add("double", pa.float64(), ties)
    for digits, scale in ((7, 2), (15, 4), (38, 10)):
        values = [decimal.Decimal(rng.randint(-(10**digits) + 1, 10**digits - 1)).scaleb(-scale, decimal.Context(prec=60)) for _ in range(rows)]
        add(f"decimal{digits}", pa.decimal128(digits, scale), values)
    add("date", pa.date32(), days, [(EPOCH + dt.timedelta(days=day)).date() for day in days])
    for unit, size in (("s", 10**9), ("ms", 10**6), ("us", 1000), ("ns", 1)):
        for zone in (None, "UTC", "Europe/Berlin"):
            counts = [n // size for n in nanos]
            name = f"time_{unit}_{zone}"
            add(name, pa.timestamp(unit, zone), counts, [iso(c * size, zone is not None) for c in counts])
    for unit, size in (("ms", 10**6), ("us", 1000), ("ns", 1)):
        kind = pa.time32(unit) if unit == "ms" else pa.time64(unit)
        counts = [n // size for n in of_day]
        add(f"of_day_{unit}", kind, counts, [iso(c * size, False)[11:] for c in counts])
    add("text", pa.string(), ["", " a ", "b\nc", "d\te", "né", "𝄞", "x" * 300, "1,5", "NaN", '"', "e", "f", "g"])
    add("bytes", pa.binary(), [b"abc", "ü".encode(), b"", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"9", b"x"])
    add("word", pa.dictionary(pa.int8(), pa.string()), [rng.choice("abc") for _ in range(rows)])
    columns["nothing"] = pa.nulls(rows)
    texts["nothing"] = [None] * rows
    table = pa.table(columns)
    text = cells(list(texts), zip(*texts.values()))
    for name, settings in {
        "kinds.parquet": {},
        "kinds-old.parquet": {"version": "1.0", "coerce_timestamps": None},
        "kinds-plain-2.parquet": {"use_dictionary": False, "data_page_version": "2.0", "compression": "gzip"},
        "kinds-decimals.parquet": {"store_decimal_as_integer": True, "store_schema": False},
    }.items():
        if name == "kinds-old.parquet":
            left = [n for n in texts if not n.startswith("time_ns") and n != "of_day_ns"]
            out.add(name, written(table.select(left), **settings))
            out.add(name + ".cells", cells(left, zip(*(texts[n] for n in left))))
        else:
            out.add(name, written(table, **settings))
            out.add(name + ".cells", text)
    times = table.select([n for n in texts if n.startswith("time_")])
    out.add("int96.parquet", written(times, use_deprecated_int96_timestamps=True))
    out.add(
        "int96.parquet.cells",
        cells(times.column_names, zip(*([v and v.rstrip("Z") for v in texts[n]] for n in times.column_names))),
    )


def others(out):
    """Files of pandas and fastparquet."""
    rng = random.Random(3)
    frame = pd.DataFrame(
        {
            "id": [f"s{i // 4}" for i in range(24)],
            "x": [rng.gauss(0, 1) for _ in range(24)],
            "n": [rng.randint(-5, 5) for _ in range(24)],
            "on": [rng.random() < 0.5 for _ in range(24)],
            "at": pd.date_range("2024-03-30", periods=24, freq="37min"),
        }
    )
    names = list(frame)
    rows = [
        [r.id, float(r.x), int(r.n), bool(r.on), iso(r["at"].value, False)] for _, r in frame.iterrows()
    ]
    text = cells(names, rows)
    plain = io.BytesIO()
    frame.to_parquet(plain)
    out.add("pandas.parquet", plain.getvalue())
    out.add("pandas.parquet.cells", text)
    odd = io.BytesIO()
    frame[frame.n > 0].to_parquet(odd)
    kept = [(i, row) for i, row in enumerate(rows) if row[2] > 0]
    out.add("pandas-index.parquet", odd.getvalue())
    out.add("pandas-index.parquet.cells", cells(names + ["__index_level_0__"], [row + [i] for i, row in kept]))
    for codec, nulls in itertools.product(["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "LZ4"], [True, False]):
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "a.parquet")
            fastparquet.write(path, frame, compression=codec, has_nulls=nulls, row_group_offsets=[0, 9], write_index=False)
            name = f"fastparquet-{codec.lower()}-{'optional' if nulls else 'required'}.parquet"
            out.add(name, Path(path).read_bytes())
            out.add(name + ".cells", text)
    uses(out)
    empty, text = small_table(1, 0, 0)
    out.add("empty.parquet", written(empty))
    out.add("empty.parquet.cells", text)
    for name, kind, value in (
        ("lists", pa.list_(pa.int32()), [1, 2]),
        ("groups of values", pa.struct([("a", pa.int32())]), {"a": 1}),
        ("maps", pa.map_(pa.string(), pa.int32()), [("a", 1)]),
    ):
        out.add(f"refused/{name}.parquet", written(pa.table({"x": [1.5], "deep": pa.array([value], kind)})))
    out.add("refused/brotli.parquet", written(small_table(1, 5, 0)[0], compression="brotli"))
    out.add("refused/bytes.parquet", written(pa.table({"x": [1.5], "deep": pa.array([b"\xff\xfe"], pa.binary())})))


def uses(out):
    """Tables to read as data, each as CSV and as Parquet by pandas."""
    rng = random.Random(17)
    walks = pd.DataFrame(
        [
            [f"walk {i}", 100 * i + step, i % 3 != 0, ["sit", "walk", "run"][i % 3], rng.gauss(i, 1), rng.randint(-3, 9)]
            for i in range(9)
            for step in range(5 + i)
        ],
        columns=["recording", "at", "outside", "activity", "x", "y"],
    )
    walks.loc[4, "x"] = None
    walks["y"] = walks["y"].astype("Int16")
    walks.loc[7, "y"] = None
    wide = pd.DataFrame(
        [[rng.choice([2, 5, 11])] + [rng.gauss(0, 1) for _ in range(6)] + [rng.random() for _ in range(6)] for _ in range(20)],
        columns=["label"] + [f"x_{i}" for i in range(6)] + [f"y_{i}" for i in range(6)],
    )
    climate = pd.DataFrame(
        {"T": [rng.gauss(10, 5) for _ in range(240)], "p": [rng.gauss(1000, 9) for _ in range(240)], "n": range(240, 0, -1)},
        index=pd.date_range("2024-01-01", periods=240, freq="10min", name="date"),
    ).reset_index()
    climate["p"] = climate["p"].astype("float32")
    climate.loc[17, "T"] = None
    ships = []
    for ship in range(6):
        for step in range(90):
            speed = 6 + ship
            ships.append(
                [
                    367_000_001 + 1_000_003 * ship,
                    pd.Timestamp("2025-01-01") + pd.Timedelta(minutes=2 * step),
                    30 + ship + step * speed / 1800,
                    -80.0,
                    speed * 1.0,
                    0.0,
                    [70, 30, 60][ship % 3],
                ]
            )
    ais = pd.DataFrame(ships, columns=["mmsi", "base_date_time", "latitude", "longitude", "sog", "cog", "vessel_type"])
    ais.loc[5, "sog"] = None
    ais["vessel_type"] = ais["vessel_type"].astype(float)
    ais.loc[9, "vessel_type"] = None
    for name, frame in {"walks": walks, "wide": wide, "climate": climate, "ais": ais}.items():
        file = io.BytesIO()
        frame.to_parquet(file, index=False, compression="zstd" if name == "ais" else "snappy")
        out.add(f"use/{name}.parquet", file.getvalue())
        out.add(f"use/{name}.csv", frame.to_csv(index=False))


def packed(out):
    rng = random.Random(5)
    texts = [
        "index,x\n" + "".join(f"s{i // 3},{rng.gauss(0, 1)}\n" for i in range(rows)) for rows in (1, 12, 110)
    ]
    for i, text in enumerate(texts):
        raw = text.encode()
        half = len(raw) // 2
        forms = {}
        for level in (1, 3, 9, 19, 22):
            forms[f"level{level}.zst"] = zstandard.ZstdCompressor(level=level, write_checksum=True).compress(raw)
        forms["unchecked.zst"] = zstandard.ZstdCompressor(write_checksum=False).compress(raw)
        forms["unsized.zst"] = zstandard.ZstdCompressor(write_content_size=False, write_checksum=True).compress(raw)
        checked = zstandard.ZstdCompressor(write_checksum=True)
        forms["frames.zst"] = checked.compress(raw[:half]) + checked.compress(raw[half:])
        skip = struct.pack("<II", 0x184D2A53, 5) + b"12345"
        forms["skipped.zst"] = skip + checked.compress(raw[:half]) + skip + checked.compress(raw[half:]) + skip
        for name, options in {"long.zst": ["--long=27"], "ultra.zst": ["--ultra", "-22"], "fast.zst": ["--fast=5"]}.items():
            forms[name] = subprocess.run(["zstd", "-q", "-c", *options], input=raw, capture_output=True, check=True).stdout
        for level in (1, 9):
            forms[f"level{level}.bz2"] = bz2.compress(raw, level)
        forms["streams.bz2"] = bz2.compress(raw[:half]) + bz2.compress(raw[half:])
        for name, check in {"none": lzma.CHECK_NONE, "crc32": lzma.CHECK_CRC32, "crc64": lzma.CHECK_CRC64, "sha256": lzma.CHECK_SHA256}.items():
            forms[f"{name}.xz"] = lzma.compress(raw, check=check, preset=6)
        forms["extreme.xz"] = lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME)
        forms["delta.xz"] = lzma.compress(
            raw, filters=[{"id": lzma.FILTER_DELTA, "dist": 2}, {"id": lzma.FILTER_LZMA2, "preset": 3}]
        )
        forms["streams.xz"] = lzma.compress(raw[:half]) + bytes(8) + lzma.compress(raw[half:])
        out.add(f"{i}.csv", text)
        for name, content in forms.items():
            out.add(f"{i}.csv.{name}", content)


def arffs(out):
    rng = random.Random(11)
    for i in range(12):
        rows = 5 + i
        sparse = i % 3 == 2
        colours = ["red", "light blue", "o'clock", 'say "x"', "a,b", "50%"]
        attributes = [
            ("x", "REAL"),
            ("big number", "NUMERIC"),
            ("n", "INTEGER"),
            ("colour", colours),
        ] + ([] if sparse else [("free text", "STRING")])
        data = []
        for _ in range(rows):
            row = [rng.gauss(0, 10), rng.uniform(-1e12, 1e12), rng.randint(-9, 9), rng.choice(colours), rng.choice(["a b", "c", "it's", "100%", "x\ty"])]
            row = [0 if sparse and column < 3 and rng.random() < 0.5 else v for column, v in enumerate(row)][: len(attributes)]
            data.append([None if not sparse and rng.random() < 0.15 else v for v in row])
        content = {"relation": "made %d" % i, "attributes": attributes, "data": data, "description": "Made.\nTwo lines."}
        if sparse:
            content["data"] = [{c: v for c, v in enumerate(row) if v != 0 and v != colours[0]} for row in data]
        text = arff.dumps(content)
        out.add(f"liac-{i}.arff", text)
        out.add(f"liac-{i}.arff.cells", cells([name for name, _ in attributes], data))


for name, write in {"parquet.zip": parquet, "packed.zip": packed, "arff.zip": arffs}.items():
    with Zip(name) as target:
        write(target)
    print(name, (HERE / name).stat().st_size)
