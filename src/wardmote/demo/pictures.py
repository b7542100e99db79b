"""Pictures and a table for the demo city, drawn and counted here: nothing is copied from anywhere."""

from __future__ import annotations

import io
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFilter

from wardmote.uploads.actions.adding import add_upload
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.tasks import make_thumbnails

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wardmote.accounts.actor import Actor

WIDTH, HEIGHT = 1600, 1066
_PAPER, _INK, _ROAD, _LINE = (244, 240, 231), (52, 58, 66), (126, 130, 134), (240, 236, 226)
_CARS: Final = ((178, 58, 42), (29, 91, 121), (210, 178, 96), (232, 230, 224), (84, 110, 92), (70, 74, 82))


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that stands at the end of a post."""

    name: str
    made: Callable[[], bytes]
    alt: str = ""
    caption: str = ""


def illustrate(key: str, floor: int, author: Actor, text: str) -> str:
    """Return the text of a floor (1 is the first) of a written thread with what belongs below it, uploaded."""
    given = ATTACHMENTS.get((key, floor), ())
    parts = [text]
    for each in given:
        upload = add_upload(actor=author, name=each.name, data=each.made(), alt=each.alt, caption=each.caption)
        make_thumbnails.call(upload_id=upload.pk)
        parts.append(markdown_of(upload))
    return "\n\n".join(parts)


def junction(cars: int, *, red: bool) -> bytes:
    """Return a plan of the crossing with so many cars waiting from the south."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (206, 214, 196))
    draw = ImageDraw.Draw(image)
    middle, across = WIDTH // 2, 300
    for box in ((0, 0), (0, across + 230), (middle + 190, 0), (middle + 190, across + 230)):
        draw.rounded_rectangle((box[0], box[1], box[0] + middle - 190, box[1] + 700), 40, fill=_PAPER)
    draw.rectangle((middle - 170, 0, middle + 170, HEIGHT), fill=_ROAD)
    draw.rectangle((0, across, WIDTH, across + 210), fill=_ROAD)
    for y in range(0, HEIGHT, 70):
        if not across - 60 < y < across + 300:
            draw.rectangle((middle - 4, y, middle + 4, y + 36), fill=_LINE)
    for x in range(0, WIDTH, 70):
        if not middle - 230 < x < middle + 190:
            draw.rectangle((x, across + 101, x + 36, across + 109), fill=_LINE)
    for x in range(middle - 156, middle + 150, 42):
        draw.rectangle((x, across + 226, x + 22, across + 296), fill=_LINE)
    draw.rounded_rectangle((middle + 200, across + 240, middle + 246, across + 352), 14, fill=_INK)
    lamps = ((224, 74, 54) if red else (90, 60, 56), (96, 84, 48), (58, 84, 64) if red else (96, 190, 122))
    for number, lamp in enumerate(lamps):
        top = across + 250 + number * 34
        draw.ellipse((middle + 209, top, middle + 237, top + 28), fill=lamp)
    _queue(draw, middle + 60, across, cars, red=red)
    return _saved(image)


def _queue(draw: ImageDraw.ImageDraw, left: int, across: int, cars: int, *, red: bool) -> None:
    """Draw the cars that wait, and at green those that are through."""
    colours = Random(cars)
    for number in range(cars):
        top = across + 320 + number * 62
        draw.rounded_rectangle((left, top, left + 58, top + 50), 12, fill=colours.choice(_CARS))
        draw.rounded_rectangle((left + 8, top + 12, left + 50, top + 28), 6, fill=(214, 226, 232))
    for number in range(0 if red else 3):
        top = across + 150 - number * 110
        draw.rounded_rectangle((left, top, left + 58, top + 50), 12, fill=_CARS[number])


def old_bridge() -> bytes:
    """Return the bridge in the mist of the morning."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    for y in range(HEIGHT):
        share = y / HEIGHT
        sky = tuple(round(a + (b - a) * share) for a, b in ((214, 188), (204, 196), (198, 204)))
        draw.line((0, y, WIDTH, y), fill=sky)
    draw.ellipse((1130, 170, 1250, 290), fill=(244, 222, 190))
    draw.polygon([(0, 420), (300, 330), (620, 410), (940, 310), (1300, 400), (1600, 340), (1600, 620), (0, 620)],
                 fill=(160, 170, 174))  # fmt: skip
    draw.rectangle((0, 430, WIDTH, 512), fill=(112, 118, 122))
    for left in (40, 480, 920, 1360):
        draw.rectangle((left, 500, left + 90, 760), fill=(104, 110, 114))
    for left in (130, 570, 1010):
        draw.pieslice((left, 470, left + 350, 900), 180, 360, fill=(186, 194, 200))
    for x in range(20, WIDTH, 80):
        draw.rectangle((x, 392, x + 14, 432), fill=(112, 118, 122))
    draw.line((0, 396, WIDTH, 396), fill=(112, 118, 122), width=9)
    draw.ellipse((706, 575, 742, 611), fill=(60, 62, 68))
    draw.polygon([(724, 606), (690, 690), (758, 690)], fill=(60, 62, 68))
    draw.line((724, 628, 800, 600), fill=(60, 62, 68), width=12)
    draw.line((724, 628, 664, 668), fill=(60, 62, 68), width=12)
    mist = Image.new("L", (WIDTH, HEIGHT))
    wisps, lines = Random(620), ImageDraw.Draw(mist)
    for _wisp in range(46):
        left, top, width = wisps.randrange(-200, WIDTH), wisps.randrange(610, 980), wisps.randrange(300, 900)
        lines.ellipse((left, top, left + width, top + 60), fill=wisps.randrange(120, 230))
    image.paste((226, 230, 232), mask=mist.filter(ImageFilter.GaussianBlur(38)))
    return _saved(image)


def chart(values: Sequence[float]) -> bytes:
    """Return columns of how many cars got through, one for each green light."""
    image = Image.new("RGB", (1400, 700), _PAPER)
    draw = ImageDraw.Draw(image)
    for mark in range(0, 20, 5):
        y = 620 - mark * 32
        draw.line((90, y, 1340, y), fill=(214, 208, 196), width=2)
        draw.text((36, y), str(mark), fill=_INK, font_size=30, anchor="lm")
    for number, value in enumerate(values):
        left = 110 + number * 88
        draw.rounded_rectangle((left, 620 - value * 32, left + 56, 620), 6, fill=(29, 91, 121))
        draw.text((left + 28, 660), str(number + 1), fill=_INK, font_size=28, anchor="mm")
    return _saved(image)


def _saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


COUNTED: Final = (14, 13, 12, 14, 15, 13, 13, 14, 12, 14, 13, 13, 14, 13)


def counts() -> bytes:
    """Return what was counted at the crossing, as a table for spreadsheets (187 cars in 14 greens)."""
    rows = "".join(f"{number},7:{30 + round(number * 20 / 14):02},{cars}\r\n" for number, cars in enumerate(COUNTED))
    return b"\xef\xbb\xbf" + f"绿灯,时间,通过车辆\r\n{rows}".encode()


ATTACHMENTS: Final[dict[tuple[str, int], Sequence[Attachment]]] = {
    ("light", 4): (
        Attachment("0735.jpg", lambda: junction(5, red=True), "A plan of the crossing: five cars wait at red.", "7:35"),
        Attachment("0742.jpg", lambda: junction(9, red=True), "The same: nine cars wait at red.", "7:42"),
        Attachment("0743.jpg", lambda: junction(6, red=False), "Green: three are through, six are left.", "7:43"),
    ),
    ("light", 11): (
        Attachment("chart.jpg", lambda: chart(COUNTED), "柱状图：十四个绿灯，每个过十二到十五辆车", "7:30 到 7:50，每个绿灯通过的车辆"),
        Attachment("桥北路口计数.csv", counts),
    ),
    ("firstlight", 1): (
        Attachment("老桥.jpg", old_bridge, "老桥的桥墩立在晨雾里，对岸有个打拳的人只看得见上半身", "今早六点二十，老桥"),
    ),
}  # fmt: skip
"""What stands below the floors of the written threads, by the thread's key and the floor."""
