"""Compose the ordinary threads out of topics: who says what to whom, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wardmote.demo import cast, places
from wardmote.demo.flags import flags_for, started_in
from wardmote.demo.material.topics import Case, Topic, remarks, topics
from wardmote.demo.model import DemoArticle, DemoPost, DemoThread
from wardmote.demo.plan import Line, plan
from wardmote.demo.times import Calendar
from wardmote.demo.words import Speech, articled, spaced

if TYPE_CHECKING:
    from random import Random

_OLDEST_H = 24.0 * 240
_NEWEST_H = 0.4
_ENGLISH_SHARE = 0.27
_FRESH_H = 8.0
_FRESH_MOST = 9
_UNLINKED = ("staff", "night", "lantern", "market", "lost", "news")
_LANTERN_AGE_H = (24.0 * 210, 24.0 * 235)
_PAPERS = (
    ("青石桥日报", "https://daily.qingshiqiao.example/minsheng/{:06}.html", "本报记者"),
    ("北岸晚报", "https://wanbao.qingshiqiao.example/{:06}", "城市新闻组"),
    ("河谷周刊", "https://valley-weekly.example/local/{:06}/", "本刊编辑"),
)


class Composer:
    """Makes threads; no two titles and hardly two posts of all it makes are alike."""

    def __init__(self, rng: Random, hour: float, *, titles: set[str]) -> None:
        """Begin with the titles that are taken."""
        self.rng = rng
        self.calendar = Calendar(rng, hour)
        self.titles = set(titles)
        self.used: set[str] = set()
        self.older: dict[str, list[DemoThread]] = {}

    def threads(self, sizes: list[int]) -> list[DemoThread]:
        """Compose a thread for each size, oldest first."""
        decks = self._decks(len(sizes))
        starts = [self._start(topic) for topic, _ in decks]
        order = sorted(range(len(sizes)), key=lambda index: -starts[index])
        sizes = self._fit(sizes, [_room(*decks[index], starts[index]) for index in order])
        made = []
        for number, index in enumerate(order):
            topic, case = decks[index]
            made.append(self._thread(f"{topic.name}-{number}", topic, case, starts[index], sizes[number]))
            self.older.setdefault(topic.name, []).append(made[-1])
        return made

    def _start(self, topic: Topic) -> float:
        if topic.board == "lantern":
            return self.calendar.start(*_LANTERN_AGE_H)
        return self.calendar.start(_NEWEST_H, _OLDEST_H)

    def _fit(self, sizes: list[int], rooms: list[int]) -> list[int]:
        """Move what a talk has no room for to talks that have, so that the sum stays."""
        rooms = [room if size > 1 else 1 for size, room in zip(sizes, rooms, strict=True)]
        fitted = [min(size, room) for size, room in zip(sizes, rooms, strict=True)]
        spare = sum(sizes) - sum(fitted)
        while spare:
            open_to_more = [index for index, room in enumerate(rooms) if fitted[index] < room]
            if not open_to_more:
                raise ValueError(f"The topics have no words for {spare} more posts.")
            for index in self.rng.sample(open_to_more, min(spare, len(open_to_more))):
                fitted[index] += 1
                spare -= 1
        return fitted

    def _decks(self, count: int) -> list[tuple[Topic, Case]]:
        """Deal the topics by weight, and each topic's cases in turn."""
        english = round(count * _ENGLISH_SHARE)
        dealt: list[tuple[Topic, Case]] = []
        for language, share in (("zh", count - english), ("en", english)):
            every = topics(language)
            total = sum(topic.weight for topic in every)
            seats = sorted(
                ((place + self.rng.random()) / topic.weight, topic.name, topic)
                for topic in every
                for place in range(int(share * topic.weight / total) + 2)
            )
            turns = {topic.name: self._shuffled(topic.cases) for topic in every}
            for _, name, topic in seats[:share]:
                dealt.append((topic, turns[name][0]))
                turns[name].append(turns[name].pop(0))
        return dealt

    def _shuffled(self, cases: list[Case]) -> list[Case]:
        return self.rng.sample(cases, len(cases))

    def _thread(self, key: str, topic: Topic, case: Case, start_h: float, size: int) -> DemoThread:
        title, speech = self._title(topic, case)
        staff = topic.board == "staff"
        author = self._opener(topic, start_h)
        say = _Voice(speech, topic.language, self.used)
        posts = [DemoPost(author, say.fresh(case.opening.strip()), timedelta(hours=start_h))]
        lines = plan(self.rng, topic, case, size - 1, say.remark)
        moments = self.calendar.replies(start_h, len(lines))
        for line, moment in zip(lines, moments, strict=True):
            posts.append(self._post(topic, line, moment, posts, say, staff=staff))
        flags = flags_for(self.rng, topic.board, start_h, len(posts))
        return DemoThread(
            key=key,
            board=started_in(topic.board, flags),
            type=self._type(topic, case),
            title=title,
            author=author,
            created_offset=posts[0].offset,
            posts=tuple(posts),
            language=topic.language,
            article=self._article(topic, start_h),
            flags=flags,
            views=self._views(start_h, len(posts)),
        )

    def _title(self, topic: Topic, case: Case) -> tuple[str, Speech]:
        """Find a title that no thread has yet; its words hold for the whole thread."""
        lists = {**places.names(topic.language), **topic.lists}
        for _ in range(60):
            speech = Speech(self.rng, lists)
            title = _tidy(speech.say(self.rng.choice(case.titles)), topic.language)
            if title not in self.titles:
                break
        else:
            number = next(number for number in range(2, 999) if f"{title}（{number}）" not in self.titles)
            title = f"{title}（{number}）"
        self.titles.add(title)
        return title, speech

    def _opener(self, topic: Topic, start_h: float) -> str:
        if topic.article:
            return self.rng.choice(["编辑部", "编辑部", "编辑部", "灯下校对", "青石老王"])
        return cast.writer(self.rng, topic.language, start_h, staff=topic.board == "staff")

    def _post(
        self, topic: Topic, line: Line, moment: timedelta, posts: list[DemoPost], say: _Voice, *, staff: bool
    ) -> DemoPost:
        ago_h = moment.total_seconds() / 3600
        author = posts[0].author
        if not line.by_author:
            avoid = (author, posts[-1].author)
            author = cast.writer(self.rng, topic.language, ago_h, avoid=avoid, staff=staff)
        text = say.line(line)
        if line.link and (older := self._older(topic, moment)):
            link = self.rng.choice(remarks(topic.language)["link"])
            text = f"{text}\n\n{link.format(title=older.title, key=older.key)}"
        return DemoPost(author, text, moment, line.quotes)

    def _older(self, topic: Topic, moment: timedelta) -> DemoThread | None:
        """Return a thread of the topic that a post written then may link to."""
        if topic.board in _UNLINKED:
            return None
        known = [
            thread
            for thread in self.older.get(topic.name, [])
            if thread.created_offset > moment and not thread.flags.deleted and "[" not in thread.title
        ]
        return self.rng.choice(known) if known else None

    def _type(self, topic: Topic, case: Case) -> str | None:
        if not topic.types:
            return None
        return topic.types[topic.cases.index(case) % len(topic.types)]

    def _article(self, topic: Topic, start_h: float) -> DemoArticle | None:
        if not topic.article:
            return None
        source, address, author = self.rng.choice(_PAPERS)
        published = timedelta(hours=start_h + self.rng.uniform(2, 30))
        return DemoArticle(
            reprint=True,
            source=source,
            address=address.format(self.rng.randint(1000, 999999)),
            author=author,
            published_offset=published,
        )

    def _views(self, start_h: float, posts: int) -> int:
        age = min(start_h / 24, 40)
        return int((posts + 2) * (6 + age) * self.rng.uniform(1.5, 9))


def _room(topic: Topic, case: Case, start_h: float) -> int:
    """Return how long a talk may get before it runs out of things to say, or of time."""
    replies = [reply for reply in [*case.replies, *topic.common(case)] if reply.kind not in "ut"]
    room = 1 + len(replies) + sum(1 for reply in replies if reply.answer)
    return min(room, _FRESH_MOST) if start_h < _FRESH_H else room


class _Voice:
    """Says the lines of one thread in its own words, avoiding what was said anywhere before."""

    def __init__(self, speech: Speech, language: str, used: set[str]) -> None:
        self.speech = speech
        self.rng = speech.rng
        self.language = language
        self.used = used

    def remark(self, kind: str) -> str:
        return self.rng.choice(remarks(self.language)[kind])

    def fresh(self, template: str) -> str:
        """Say a template, in other words than ever before if there are any."""
        for _ in range(6):
            text = _tidy(self.speech.say(template), self.language)
            if text not in self.used:
                break
        self.used.add(text)
        return text

    def line(self, line: Line) -> str:
        """Say a planned line, with what people put before and after."""
        text = ""
        for attempt in range(12):
            if line.short and attempt > 3:
                line.parts = (self.remark("short"),)
            text = _tidy("\n\n".join(self.speech.say(part) for part in line.parts), self.language)
            if not line.short:
                text = self._framed(line, text, chance=0.16 if attempt < 4 else 0.9)
            if text not in self.used:
                break
        self.used.add(text)
        return text

    def _framed(self, line: Line, text: str, *, chance: float) -> str:
        prefixes = remarks(self.language).get(line.kind, ())
        if prefixes and not _starts_alike(text) and self.rng.random() < chance:
            text = join(self.rng.choice(prefixes), text, self.language)
        elif (endings := remarks(self.language).get(f"after {line.kind}")) and self.rng.random() < chance / 3:
            text = join(text, self.rng.choice(endings), self.language)
        return text


_ALIKE = [
    "同意",
    "支持",
    "补充",
    "更新",
    "顶",
    "+1",
    "赞同",
    "说",
    "换个",
    "提醒",
    "供参考",
    "想问",
    "打听",
    "同",
    "是",
    "好",
    "（记忆）",
    "据",
    "先",
    "哈",
    "抱抱",
    "感谢",
    "谢谢",
    "也",
    "帮",
    "别",
    "我也",
    "给",
    "就",
    "到",
    "报",
    "来",
    "其实",
    "确实",
    "听",
    "看",
    "补",
    "感同",
    "问",
    "忍",
    "综合",
    "最",
    "当",
    "终于",
]
_ALIKE_EN = [
    "Same",
    "Agreed",
    "Second",
    "Seconded",
    "Signed",
    "Yes",
    "Update",
    "Reported",
    "Honestly",
    "In",
    "To",
    "For",
    "Small",
    "Thank",
    "Good",
    "Great",
    "Bump",
    "Bumping",
    "Ha",
    "Another",
    "Quick",
    "May",
    "Sorry",
    "Fair",
    "Careful",
    "Please",
    "Done",
    "Also",
    "More",
    "Never",
    "Lovely",
    "Beautiful",
    "Found",
    "Sold",
]


def _starts_alike(text: str) -> bool:
    """Tell whether a text already begins the way people begin."""
    first = text.split(maxsplit=1)[0].rstrip(",.!:") if text else ""
    return first in _ALIKE_EN or text.startswith(tuple(_ALIKE))


def join(first: str, second: str, language: str) -> str:
    """Put two texts on one line, with a space between them in English."""
    if language == "zh":
        return first + second
    return f"{first} {second}"


def _tidy(text: str, language: str) -> str:
    return spaced(text) if language == "zh" else articled(text)
