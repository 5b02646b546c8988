"""Photographs as people bring them, and what is seen of each by Pillow and littleCMS. Nothing is fetched."""
import functools
import io
import pathlib

import numpy as np
from PIL import Image, ImageCms

from common import note

PHOTO = pathlib.Path(__file__).resolve().parents[2] / "examples/photos/chelsea.png"
QUADRANTS = [(200, 60, 30), (20, 120, 220), (90, 200, 40), (128, 128, 128)]
SIDE = 128


def write(folder, name, image):
    image.save(folder / f"{name}.png")
    np.save(folder / f"{name}.pixels.npy", np.asarray(image))


def base(folder, name):
    cat = Image.open(PHOTO).convert("RGB")
    write(folder, "photo", cat.resize((SIDE, SIDE), Image.Resampling.LANCZOS))
    write(folder, "small", cat.resize((64, 64), Image.Resampling.LANCZOS))
    write(folder, "other", cat.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((64, 64), Image.Resampling.LANCZOS))
    write(folder, "wide", cat.resize((160, 96), Image.Resampling.LANCZOS))
    note(folder, name, "Pillow")


def quadrants(colours=QUADRANTS, side=64, dtype="u1", channels=3):
    picture = np.zeros((side, side, channels), dtype)
    half = side // 2
    for k, colour in enumerate(colours):
        picture[k // 2 * half : (k // 2 + 1) * half, k % 2 * half : (k % 2 + 1) * half] = colour
    return picture


def seen(folder, name, image):
    """What should be seen: 64 × 64 bytes of sRGB."""
    np.save(folder / f"{name}.seen.npy", np.asarray(image.convert("RGB"), "f4") / 255)


def orientation(folder, name):
    turned = Image.fromarray(quadrants()).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(folder / f"{name}.jpg", quality=100, subsampling=0, exif=exif)
    seen(folder, name, Image.fromarray(quadrants()))


def cmyk(folder, name):
    # as Photoshop writes it: inverted, with Adobe's marker, which Pillow writes too; without a profile the sum is what is left
    inks = [(0, 60, 80, 20), (90, 40, 0, 10), (50, 0, 90, 10), (0, 0, 0, 50)]
    picture = Image.fromarray(quadrants([[round(v * 2.55) for v in ink] for ink in inks], channels=4), "CMYK")
    picture.save(folder / f"{name}.jpg", quality=100)
    seen(folder, name, picture.convert("RGB"))


def cutout(folder, name):
    alpha = np.concatenate([quadrants(), np.full((64, 64, 1), 255, "u1")], 2)
    alpha[:32, :32] = (255, 0, 0, 0)  # hidden red
    alpha[32:, 32:, 3] = 128
    picture = Image.fromarray(alpha, "RGBA")
    picture.save(folder / f"{name}.png")
    for colour, ground in (("white", (255, 255, 255)), ("green", (0, 128, 0))):
        under = Image.new("RGBA", picture.size, (*ground, 255))
        seen(folder, f"{name}-{colour}", Image.alpha_composite(under, picture))


def grey16(folder, name):
    import cv2

    levels = [(v * 257,) for v in (20, 97, 160, 230)]
    cv2.imwrite(str(folder / f"{name}.png"), quadrants(levels, dtype="u2", channels=1)[..., 0])
    seen(folder, name, Image.fromarray(quadrants([(v // 257,) for v, in levels], channels=1)[..., 0]))


def p3(folder, name):
    """16 bits in Display P3: its primaries and sRGB's curve."""
    import cv2

    profile = display_p3()
    colours = [[v * 257 for v in colour] for colour in QUADRANTS]
    cv2.imwrite(str(folder / f"{name}.png"), quadrants(colours, dtype="u2")[..., ::-1])
    png = (folder / f"{name}.png").read_bytes()
    import struct
    import zlib

    body = b"Display P3\0\0" + zlib.compress(profile)
    chunk = struct.pack(">I", len(body)) + b"iCCP" + body + struct.pack(">I", zlib.crc32(b"iCCP" + body))
    (folder / f"{name}.png").write_bytes(png[:33] + chunk + png[33:])
    plain = Image.fromarray(quadrants())
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    seen(folder, name, ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), renderingIntent=1, outputMode="RGB"))


def display_p3():
    """An ICC profile (version 2) of Display P3, written out: matrix and a curve of sRGB's."""
    import struct

    def s15(v):
        return struct.pack(">i", round(v * 65536))

    def xyz(*v):
        return b"XYZ \0\0\0\0" + b"".join(map(s15, v))

    points = np.arange(1024) / 1023
    linear = np.where(points <= 0.04045, points / 12.92, ((points + 0.055) / 1.055) ** 2.4)
    curve = b"curv\0\0\0\0" + struct.pack(">I", 1024) + np.round(linear * 65535).astype(">u2").tobytes()
    text = b"desc\0\0\0\0" + struct.pack(">I", 11) + b"Display P3\0" + b"\0" * 78
    tags = {
        b"desc": text, b"cprt": b"text\0\0\0\0none\0", b"wtpt": xyz(0.9642, 1, 0.8249),
        b"rXYZ": xyz(0.51512, 0.2412, -0.00105), b"gXYZ": xyz(0.29198, 0.69225, 0.04189), b"bXYZ": xyz(0.1571, 0.06657, 0.78407),
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }
    offset, table, data = 132 + 12 * len(tags), b"", b""
    for tag, body in tags.items():
        body += b"\0" * (-len(body) % 4)
        table += tag + struct.pack(">II", offset + len(data), len(body))
        data += body
    size = offset + len(data)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28 + s15(0.9642) + s15(1) + s15(0.8249)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def float_tiff(folder, name):
    levels = [(20 / 255,), (97 / 255,), (160 / 255,), (230 / 255,)]
    Image.fromarray(quadrants(levels, dtype="f4", channels=1)[..., 0], "F").save(folder / f"{name}.tif")
    seen(folder, name, Image.fromarray(np.round(quadrants(levels, dtype="f4", channels=1)[..., 0] * 255).astype("u1")))


def animation(folder, name):
    first, second = Image.fromarray(quadrants()), Image.fromarray(255 - quadrants())
    first.save(folder / f"{name}.webp", save_all=True, append_images=[second, second], duration=100, lossless=True)
    seen(folder, name, first)


def heic(folder, name):
    # the head of an iPhone's file: nothing after it matters to a decoder that has no HEVC
    box = lambda kind, body: (8 + len(body)).to_bytes(4, "big") + kind + body
    (folder / f"{name}.heic").write_bytes(box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0" * 4) + box(b"mdat", b"\0" * 64))


def huge(folder, name):
    """30 000 × 19 043 pixels, as the report has it, in a few kB: one colour."""
    import struct
    import zlib

    width, height = 30000, 19043
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * (width // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    (folder / f"{name}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b""))
    seen(folder, name, Image.new("RGB", (64, 64), (255, 255, 255)))


def make(kind, folder, name):
    kind(folder, name)
    note(folder, name, "Pillow, littleCMS")


KINDS = {"orientation": orientation, "cmyk": cmyk, "cutout": cutout, "grey-16-bits": grey16, "p3-16-bits": p3, "float": float_tiff, "animation": animation, "iphone": heic, "huge": huge}
JOBS = {"base": base, **{name: functools.partial(make, kind) for name, kind in KINDS.items()}}
