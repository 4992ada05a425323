"""Photos of many kinds, as Pillow shows them: turned by EXIF, on a ground, with all bits.

Lossless kinds may differ by rounding alone, JPEG by what two decoders differ.
"""

import io
import random

import numpy as np
from PIL import Image, ImageOps

import golden

KINDS = {
    "png": ["1", "L", "LA", "P", "P transparent", "RGB", "RGBA", "I;16", "RGB key"],
    "bmp": ["1", "L", "P", "RGB"],
    "jpg": ["L", "RGB", "RGB 4:2:0", "RGB progressive"],
    "tif": ["L", "RGB", "RGBA", "I;16", "P"],
    "webp": ["RGB", "RGBA"],
}


def smooth(rng, height, width, channels):
    """Values that change little from pixel to pixel, asymmetrically; [height, width, channels]"""
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for _ in range(channels):
        a, b, c = rng.uniform(-120, 120), rng.uniform(-120, 120), rng.uniform(60, 195)
        planes.append(c + a * (x / width - 0.3) + b * (y / height - 0.6) + 10 * np.sin(x + 2 * y * rng.random()))
    return np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)


def picture(rng, mode, height, width, lossless):
    noise = np.array([rng.randrange(256) for _ in range(height * width * 4)], np.uint8).reshape(height, width, 4)
    values = noise if lossless else smooth(rng, height, width, 4)
    if mode == "1":
        return Image.fromarray(values[..., 0] > 127)
    if mode == "L":
        return Image.fromarray(values[..., 0])
    if mode == "LA":
        return Image.fromarray(values[..., :2], "LA")
    if mode == "I;16":
        deep = values[..., 0].astype(np.uint16) * 256 + values[..., 1]
        return Image.fromarray(deep)
    if mode.startswith("P"):
        return Image.fromarray(values[..., :3]).quantize(rng.choice([2, 4, 13, 200]))
    if mode == "RGBA":
        return Image.fromarray(values, "RGBA")
    return Image.fromarray(values[..., :3])


def shown(content, ground):
    """What a viewer shows; [height, width, 3] and what white is."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    if image.mode.startswith("I"):
        deep = np.asarray(image).astype(np.int64)
        return np.repeat(deep[..., None], 3, -1), 65535
    flat = Image.new("RGBA", image.size, (255,) * 4 if ground == "white" else (0, 0, 0, 255))
    return np.asarray(Image.alpha_composite(flat, image.convert("RGBA")).convert("RGB")).astype(np.int64), 255


def sized(values, height, width):
    """The mean over the area that each pixel covers; Pillow's BOX takes whole pixels only."""
    fine = np.repeat(np.repeat(values, height, 0), width, 1)
    return fine.reshape(height, values.shape[0], width, values.shape[1], 3).mean((1, 3))


def make(seed):
    rng = random.Random(seed)
    ending = rng.choice(["png", "png", "jpg", "jpg", "tif", "webp", "bmp"])
    mode = rng.choice(KINDS[ending])
    lossless = ending != "jpg"
    height, width = rng.randint(4, 9), rng.randint(5, 12)
    if not lossless:
        height, width = height + 8, width + 8
    image = picture(rng, mode, height, width, lossless)
    options = {}
    orientation = rng.randint(1, 8) if ending != "bmp" else 1
    if ending != "bmp" and rng.random() < 0.9:
        exif = Image.Exif()
        exif[0x0112] = orientation
        if rng.random() < 0.5:
            exif[0x010F] = "Maker of cameras"
            exif[0x0132] = "2026:01:31 10:00:00"
        options["exif"] = exif
    if ending == "jpg":
        options |= {"quality": 95, "subsampling": 2 if "4:2:0" in mode else 0, "progressive": "progressive" in mode}
    if ending == "webp":
        options |= {"lossless": True, "exact": True}
    if ending == "tif":
        options["compression"] = rng.choice([None, "tiff_lzw", "tiff_adobe_deflate", "packbits"])
    if mode == "P transparent":
        options["transparency"] = rng.randrange(2)
    if mode == "RGB key":
        options["transparency"] = tuple(int(v) for v in np.asarray(image)[1, 2])
    out = io.BytesIO()
    image.save(out, {"jpg": "JPEG", "tif": "TIFF"}.get(ending, ending.upper()), **options)
    content = out.getvalue()
    ground = rng.choice(["black", "white"])
    values, white = shown(content, ground)
    to_height, to_width = values.shape[:2]
    if rng.random() < 0.5 or not lossless:
        to_height, to_width = rng.randint(2, 5), rng.randint(2, 5)
        values = sized(values, to_height, to_width)
    channels = 1 if rng.random() < 0.2 else 3
    if channels == 1:  # ITU-R BT.601, as Pillow's L
        values = values @ np.array([0.299, 0.587, 0.114])
    name = "data/{}/clip/01." + (ending if rng.random() < 0.8 else ending.upper())
    return {"about": f" {ending} {mode} {orientation} on {ground} {to_height}x{to_width}", "path": "data",
            "files": golden.files(**{name.format(c): content for c in "ab"}),
            "settings": {"type": "frames", "height": to_height, "width": to_width, "channels": channels, "ground": ground},
            "white": white, "tolerance": 1.01 if lossless else 3.5, "pixels": [round(float(v), 2) for v in np.asarray(values).ravel()]}


def main():
    golden.write("pictures", [make(seed) for seed in range(360)], "Pillow", "numpy")


if __name__ == "__main__":
    main()
