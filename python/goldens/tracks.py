"""Ship tracks, read by pandas and interpolated by NumPy; distances by the haversine formula.

On purpose Unroll refuses numbers of vessels that a spreadsheet has rounded, though pandas reads them
(as one vessel), and files whose vessels move otherwise than they say.
"""

import io
import random

import numpy as np
import pandas as pd

import golden

KNOT = 1852 / 3600
RADIUS = 6_371_008.8
FEATURES = {
    "speed": ["speed"], "acceleration": ["acceleration"], "course-change": ["course_change_sin", "course_change_cos"],
    "turn-rate": ["turn_rate"], "relative-course": ["relative_course_sin", "relative_course_cos"], "position-speed": ["position_speed"],
    "straightness": ["straightness"], "mean-speed": ["log_mean_speed"], "local-position": ["along", "across"], "absolute-position": ["latitude", "longitude"],
}
# Name, columns in order, separator, decimal comma, form of times, settings.
NAMES = ("vessel", "time", "latitude", "longitude", "speed", "course", "type")
FORMATS = [
    ("NOAA", ["MMSI", "BaseDateTime", "LAT", "LON", "SOG", "COG", "VesselType"], ",", False, "%Y-%m-%dT%H:%M:%S", {}),
    ("NOAA, new", ["mmsi", "base_date_time", "latitude", "longitude", "sog", "cog", "vessel_type"], ",", False, "%Y-%m-%d %H:%M:%S", {}),
    ("Danish", ["MMSI", "# Timestamp", "Latitude", "Longitude", "SOG", "COG", "Ship type"], ",", False, "%d/%m/%Y %H:%M:%S", {}),
    ("seconds", ["ship", "unix", "y", "x", "kn", "deg", "kind"], ";", True, "s", {"timeFormat": "seconds"}),
    ("milliseconds", ["ship", "unix", "y", "x", "kn", "deg", "kind"], "\t", False, "ms", {"timeFormat": "milliseconds"}),
    ("half days", ["ship", "when", "y", "x", "kn", "deg", "kind"], ";", False, "%m/%d/%Y %I:%M:%S %p", {"timeFormat": "MM/dd/yyyy hh:mm:ss a"}),
    ("blanks", ["ship no", "when", "y", "x", "kn", "deg", "kind"], " ", False, "%Y-%m-%d %H:%M:%S", {"timeFormat": "yyyy-MM-dd HH:mm:ss"}),
]
TYPES = [("70", "Cargo", 0), ("71.0", "Cargo, hazardous", 0), ("79", "cargo ship", 0), ("60", "Passenger", 1), ("69", "PASSENGER", 1),
         ("30", "Fishing", 2), ("30.0", "fishing", 2), ("37", "Pleasure", -1), ("0", "Undefined", -1)]


def voyage(rng, start, count, latitude, longitude):
    """Rows of a moving vessel: seconds, degrees, knots, course."""
    rows, t, course, speed = [], start, rng.uniform(0, 360), rng.uniform(6, 18)
    for _ in range(count):
        rows.append([t, latitude, longitude, speed, course % 360])
        passed = rng.choice([30, 60, 61, 90, 119, 120, 200, 240])
        metres = speed * KNOT * passed
        latitude += np.degrees(metres * np.cos(np.radians(course)) / RADIUS)
        longitude += np.degrees(metres * np.sin(np.radians(course)) / RADIUS / np.cos(np.radians(latitude)))
        longitude = (longitude + 180) % 360 - 180
        t += passed
        course += rng.gauss(0, 12)
        speed = min(22, max(4, speed + rng.gauss(0, 1)))
    return rows


def write(rng, form, vessels):
    """The text of a file, with what such files have: no speeds, no courses, no positions, rows twice."""
    _, columns, separator, comma, times, _ = form
    lines = []
    for mmsi, kind, rows in vessels:
        for t, latitude, longitude, speed, course in rows:
            speed, course = f"{speed:.1f}", f"{course:.1f}"
            if rng.random() < 0.06:
                speed = rng.choice(["102.3", "", "102.2"])
            if rng.random() < 0.06:
                course = rng.choice(["360.0", "511", ""])
            cells = [mmsi, t, f"{latitude:.6f}", f"{longitude:.6f}", speed, course, kind]
            lines.append((t, cells))
            if rng.random() < 0.05:
                lines.append((t, cells[:2] + ["91.0", "181.0"] + cells[4:]))
            if rng.random() < 0.05:
                lines.append((t, cells[:4] + ["0.0", "0.0"] + cells[6:]))
    if rng.random() < 0.5:  # as they come in, of all vessels
        lines.sort(key=lambda line: line[0])
    text = separator.join(f'"{c}"' if " " in c and separator == " " else c for c in columns) + "\n"
    for _, (mmsi, t, *rest) in lines:
        stamp = str(t * 1000 if times == "ms" else t) if "%" not in times else pd.Timestamp(t, unit="s").strftime(times)
        cells = [mmsi, stamp, *rest]
        if comma:
            cells[2:6] = [c.replace(".", ",") for c in cells[2:6]]
        cells = [f'"{c}"' if (separator in c or (separator == " " and c == "")) else c for c in cells]
        text += separator.join(cells) + "\n"
    return text


def read(text, form):
    _, columns, separator, comma, times, _ = form
    frame = pd.read_csv(io.StringIO(text), sep=separator, decimal="," if comma else ".", dtype={columns[0]: str, columns[6]: str, columns[1]: str},
                        float_precision="round_trip")
    frame.columns = NAMES
    if "%" in times:
        stamps = pd.to_datetime(frame["time"], format=times)
    else:
        stamps = pd.to_datetime(pd.to_numeric(frame["time"]), unit=times)
    frame["time"] = (stamps - pd.Timestamp(0)) // pd.Timedelta(1, "s")
    frame["vessel"] = frame["vessel"].str.removesuffix(".0")
    return frame


def tracks(rows, longest):
    """Rows of a vessel that follow each other without a long gap."""
    rows = rows[(rows["latitude"].abs() <= 90) & (rows["longitude"].abs() <= 180)].copy()
    rows["speed"] = rows["speed"].astype("float32").where(rows["speed"] < 102.2).astype(float)
    rows["course"] = rows["course"].astype("float32").where(rows["course"] < 360).astype(float)
    rows = rows.sort_values("time", kind="stable").drop_duplicates("time")
    return [part for _, part in rows.groupby((rows["time"].diff() > longest).cumsum())]


def distance(a_lat, a_lon, b_lat, b_lon):
    """Haversine, in metres."""
    a_lat, a_lon, b_lat, b_lon = map(np.radians, (a_lat, a_lon, b_lat, b_lon))
    h = np.sin((b_lat - a_lat) / 2) ** 2 + np.cos(a_lat) * np.cos(b_lat) * np.sin((b_lon - a_lon) / 2) ** 2
    return 2 * RADIUS * np.arcsin(np.sqrt(h))


def bearing(a_lat, a_lon, b_lat, b_lon):
    """Radians of the way between near positions."""
    middle = np.radians((np.asarray(a_lat) + b_lat) / 2)
    turn = (np.asarray(b_lon) - a_lon + 180) % 360 - 180
    return np.arctan2(turn * np.cos(middle), np.asarray(b_lat) - a_lat)


def resampled(track, interval):
    t = track["time"].to_numpy()
    grid = np.arange(t[0], t[-1] + 1, interval)
    before = np.searchsorted(t, grid, side="right") - 1
    on = t[before] == grid

    def line(values):
        # A row without the value makes the line unknown, but not at a row that has it.
        known = np.interp(grid, t, values)
        after = np.minimum(before + 1, len(t) - 1)
        return np.where(on, values[before], np.where(np.isnan(values[before]) | np.isnan(values[after]), np.nan,
                        values[before] + (grid - t[before]) / np.maximum(1, t[after] - t[before]) * (values[after] - values[before]))) if np.isnan(values).any() else known

    latitude = line(track["latitude"].to_numpy())
    longitude = line(np.unwrap(track["longitude"].to_numpy(), period=360))
    speed, course = line(track["speed"].to_numpy()), np.radians(track["course"].to_numpy())
    course = np.arctan2(line(np.sin(course)), line(np.cos(course)))
    last = len(grid) - 1
    a, b = np.maximum(0, np.arange(len(grid)) - 1), np.minimum(last, np.arange(len(grid)) + 1)
    around = distance(latitude[a], longitude[a], latitude[b], longitude[b])
    if last > 0:
        speed = np.where(np.isnan(speed), around / ((b - a) * interval) / KNOT, speed)
    course = np.where(np.isnan(course), bearing(latitude[a], longitude[a], latitude[b], longitude[b]), course)
    return latitude, longitude, speed, course


def window(features, latitude, longitude, speed, course, interval):
    n = len(speed)
    step = distance(latitude[:-1], longitude[:-1], latitude[1:], longitude[1:])
    way = np.concatenate([[0], np.cumsum(step)])
    angle = bearing(latitude[:-1], longitude[:-1], latitude[1:], longitude[1:])
    east = np.concatenate([[0], np.cumsum(step * np.sin(angle))])
    north = np.concatenate([[0], np.cumsum(step * np.cos(angle))])
    mean = np.arctan2((speed * np.sin(course)).sum(), (speed * np.cos(course)).sum())
    change = np.diff(course, prepend=course[0])
    a, b = np.maximum(0, np.arange(n) - 4), np.minimum(n - 1, np.arange(n) + 4)
    first = lambda values: np.concatenate([values[:1], values])
    made = {
        "speed": speed, "acceleration": first(np.diff(speed) / (interval / 60)), "course_change_sin": np.sin(change), "course_change_cos": np.cos(change),
        "turn_rate": ((np.degrees(change) + 180) % 360 - 180) / (interval / 60), "relative_course_sin": np.sin(course - mean),
        "relative_course_cos": np.cos(course - mean), "position_speed": first(step / interval / KNOT),
        "straightness": np.hypot(east[b] - east[a], north[b] - north[a]) / (way[b] - way[a] + 1), "log_mean_speed": np.full(n, np.log(speed.mean() + 0.1)),
        "along": north * np.cos(mean) + east * np.sin(mean), "across": east * np.cos(mean) - north * np.sin(mean),
        "latitude": latitude, "longitude": (longitude + 180) % 360 - 180,
    }
    return np.stack([made[name] for feature in features for name in FEATURES[feature]], -1)


def make(seed):
    rng = random.Random(seed)
    form = rng.choice(FORMATS)
    interval, steps, stride, longest = rng.choice([60, 120]), rng.randint(4, 6), rng.randint(4, 8), rng.choice([600, 1800])
    features = rng.sample(list(FEATURES), rng.randint(2, 3))
    vessels = []
    words = form[0] == "Danish" or rng.random() < 0.3
    for number in range(rng.randint(2, 3)):
        code, word, _ = TYPES[rng.randrange(6) if number < 2 else rng.randrange(len(TYPES))]
        start = 1_600_000_000 + rng.randrange(86400 * 900)
        latitude, longitude = rng.uniform(-65, 68), rng.choice([rng.uniform(-170, 170), 179.98, -179.99])
        rows = voyage(rng, start, rng.randint(9, 15), latitude, longitude)
        if rng.random() < 0.3:  # a gap, and another place after it
            rows += voyage(rng, rows[-1][0] + longest + 60, rng.randint(7, 10), latitude + 1, (longitude + 181) % 360 - 180)
        if rng.random() < 0.2:  # a position that it cannot have reached
            at = rng.randrange(2, 7)
            rows[at][1] += 3
        mmsi = f"{219_000_000 + rng.randrange(900_000)}" + rng.choice(["", ".0"])
        kind = word if words else code
        vessels.append((mmsi, kind, rows))
    text = write(rng, form, vessels)
    frame = read(text, form)
    sequences = []
    for vessel, rows in frame.groupby("vessel", sort=False):
        kind = rows["type"].iloc[0]
        label = next(l for code, word, l in TYPES if kind in (code, word))
        if label < 0:
            continue
        for track in tracks(without_jumps(rows), longest):
            latitude, longitude, speed, course = resampled(track, interval)
            for first in range(0, len(speed) - steps + 1, stride):
                cut = slice(first, first + steps)
                if 2 * (speed[cut] < 0.5).sum() <= steps:
                    values = window(features, latitude[cut], longitude[cut], speed[cut], course[cut], interval)
                    sequences.append({"values": [float(f"{v:.6g}") for v in values.ravel()], "label": label})
    if len(sequences) < 2:
        return None
    settings = {"type": "ais", "features": features, "windows": {"interval": interval, "longestGap": longest, "steps": steps, "stride": stride}}
    if form[5]:
        settings["columns"] = dict(zip(NAMES, form[1])) | form[5]
    if form[0] == "blanks":
        settings["table"] = {"separator": "blanks"}
    return {"about": f" {form[0]} {interval} s, {steps} by {stride}, {features}", "files": golden.files(**{"a.csv": text.encode()}), "settings": settings,
            "read": {"signals": [name for feature in features for name in FEATURES[feature]], "targets": ["cargo", "passenger", "fishing"],
                     "sequences": sequences, "tolerance": 2e-4}}


def without_jumps(rows):
    """Rows but for positions from which a vessel would have to come and go at 100 knots."""
    known = rows[(rows["latitude"].abs() <= 90)].sort_values("time", kind="stable").drop_duplicates("time")
    lat, lon, t = (known[c].to_numpy() for c in ("latitude", "longitude", "time"))
    wrong = [i for i in range(1, len(t) - 1)
             if distance(lat[i - 1], lon[i - 1], lat[i], lon[i]) > 200 + 100 * KNOT * (t[i] - t[i - 1])
             and distance(lat[i], lon[i], lat[i + 1], lon[i + 1]) > 200 + 100 * KNOT * (t[i + 1] - t[i])]
    # All rows of such a time go; the next ones of it are not better.
    return rows[~rows["time"].isin(t[wrong])]


def seen(frame):
    """Whether most steps lead elsewhere than courses say; along a diagonal they do not."""
    turned = []
    for _, rows in frame[frame["latitude"].abs() <= 90].groupby("vessel"):
        rows = rows.sort_values("time", kind="stable").drop_duplicates("time").reset_index(drop=True)
        after = rows.shift(-1)
        way = np.degrees(bearing(rows["latitude"], rows["longitude"], after["latitude"], after["longitude"]))
        turn = ((way - rows["course"] + 180) % 360 - 180)[rows["course"] < 360].dropna()
        turned += (turn.abs() > 45).tolist()
    return np.mean(turned) > 0.8


def refused(seed):
    rng = random.Random(seed)
    form = rng.choice(FORMATS[:2])
    kind = rng.choice(["rounded", "swapped", "metres a second", "kilometres an hour"])
    factor = {"metres a second": KNOT, "kilometres an hour": 1.852}.get(kind, 1)
    vessels = []
    for number in range(2):
        rows = [[t, la, lo, s * factor, c] for t, la, lo, s, c in voyage(rng, 1_700_000_000, 16, rng.uniform(30, 60), rng.uniform(-20, 30))]
        if kind == "swapped":
            rows = [[t, lo, la, s, c] for t, la, lo, s, c in rows]
        mmsi = f"{219_000_000 + rng.randrange(1000)}"
        vessels.append((f"{float(mmsi):.2E}" if kind == "rounded" else mmsi, "70" if number else "30", rows))
    text = write(rng, form, vessels)
    frame = read(text, form)
    if kind == "rounded":
        assert frame["vessel"].nunique() == 1 and frame["type"].nunique() == 2
    if kind == "swapped" and not seen(frame):
        return None
    message = {"rounded": "is a number that a spreadsheet has rounded", "swapped": "longitude"}.get(kind, "knots")
    return {"about": f" {kind}", "files": golden.files(**{"a.csv": text.encode()}), "refused": message,
            "settings": {"type": "ais", "windows": {"steps": 4, "stride": 4}}}


def main():
    made = (make(seed) for seed in range(1000))
    inputs = [one for one, _ in zip((m for m in made if m), range(180))]
    golden.write("tracks", inputs + [one for one in map(refused, range(60)) if one], "pandas", "numpy")


if __name__ == "__main__":
    main()
