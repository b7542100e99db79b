"""BBCode to a tree, in linear time and bounded depth.

Three passes over the tags: read them, find which closing tag belongs to which opening one (boxes first, then the
inline tags within each box), build the tree. A tag without its counterpart, an unknown one, or one that lies too deep
is text. Inline tags that overlap are closed and opened again: `[b]1[i]2[/b]3[/i]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from wardmote.core.text.bbcode.tags import BLOCK, HIDING, INLINE, KNOWN, RAW, RAW_WITHOUT_ARGUMENT, VOID

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_DEPTH_MAX: Final = 64
INLINE_DEPTH_MAX: Final = 32
"""Of the whole way from the root: inline tags below it have no effect."""

_DROPPED: Final = -2

_TAG: Final = re.compile(r"\[(/?)([a-z]{1,10}|\*)(?:=([^\[\]\n]{0,2000}))?\]", re.IGNORECASE)
_HIDE: Final = re.compile(r"\[(/?)hide(?:=[^\[\]\n]{0,2000})?\]", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """An element: its tag, what stood after "=", and its content. Raw elements have one string as content."""

    tag: str
    argument: str = ""
    children: list[Node | str] = field(default_factory=list)


@dataclass(slots=True)
class _Token:
    text: str
    tag: str = ""  # empty: plain text
    argument: str = ""
    closing: bool = False
    raw: str | None = None
    partner: int = -1


def parse_bbcode(source: str) -> Node:
    """Return the tree of a source; the root's tag is empty."""
    tokens = list(_Reader(source).tokens())
    _pair_blocks(tokens)
    _pair_inline(tokens)
    return _tree(tokens)


class _Reader:
    """Cuts a source into tags and text. Raw elements come as one token."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lower = source.lower() if len(source.lower()) == len(source) else source
        self._never_closed: set[str] = set()
        self._hide_ends = _hide_ends(source)

    def tokens(self) -> Iterator[_Token]:
        done = 0
        while match := _TAG.search(self._source, done):
            token, end = self._token(match)
            if match.start() > done:
                yield _Token(self._source[done : match.start()])
            yield token
            done = end
        if done < len(self._source):
            yield _Token(self._source[done:])

    def _token(self, match: re.Match[str]) -> tuple[_Token, int]:
        tag = match[2].lower()
        token = _Token(match[0], tag, match[3] or "", closing=bool(match[1]))
        if tag not in KNOWN:
            return _Token(match[0]), match.end()
        if token.closing:
            return token, match.end()
        if tag == HIDING:
            end = self._hide_ends.get(match.start())
            return self._raw(token, match, end, end) if end else (_Token(match[0]), match.end())
        if tag in RAW or (tag in RAW_WITHOUT_ARGUMENT and not token.argument):
            end = self._close(tag, match.end())
            return self._raw(token, match, end, end + len(tag) + 3) if end >= 0 else (_Token(match[0]), match.end())
        return token, match.end()

    def _raw(self, token: _Token, match: re.Match[str], close: int, end: int) -> tuple[_Token, int]:
        token.raw = self._source[match.end() : close]
        return token, end

    def _close(self, tag: str, begin: int) -> int:
        """Return where the next closing tag stands, or -1; a tag that is never closed is searched for once."""
        if tag in self._never_closed:
            return -1
        place = self._lower.find(f"[/{tag}]", begin)
        if place < 0:
            self._never_closed.add(tag)
        return place


def _hide_ends(source: str) -> dict[int, int]:
    """Return where each outermost [hide] ends: at the closing tag that balances it, else at the last one there is.

    Too much stays hidden rather than too little: what somebody hid must not show because the tags do not match.
    """
    ends: dict[int, int] = {}
    tags = list(_HIDE.finditer(source))
    last_close = next((tag.end() for tag in reversed(tags) if tag[1]), 0)
    depths: list[int] = []
    for tag in tags:
        if not tag[1]:
            depths.append(tag.start())
        elif depths:
            ends[depths.pop()] = tag.end()
    for begin in depths:
        if begin < last_close:
            ends[begin] = last_close
    return ends


def _pair_blocks(tokens: list[_Token]) -> None:
    """Let each box's closing tag belong to the nearest open one; what lies open between them stays text."""
    stack: list[int] = []
    waiting = dict.fromkeys(BLOCK, 0)
    for place, token in enumerate(tokens):
        if token.tag not in BLOCK:
            continue
        if not token.closing:
            if len(stack) < BLOCK_DEPTH_MAX:
                stack.append(place)
                waiting[token.tag] += 1
        elif waiting[token.tag]:
            while (begin := stack.pop()) >= 0:
                waiting[tokens[begin].tag] -= 1
                if tokens[begin].tag == token.tag:
                    tokens[begin].partner, token.partner = place, begin
                    break


def _pair_inline(tokens: list[_Token]) -> None:
    """Let each inline closing tag belong to the last open one of its kind within the same box."""
    boxes: list[dict[str, list[int]]] = [{}]
    for place, token in enumerate(tokens):
        if token.tag in BLOCK and token.partner >= 0:
            if token.closing:
                boxes.pop()
            else:
                boxes.append({})
        elif token.tag in INLINE and token.raw is None:
            opened = boxes[-1].setdefault(token.tag, [])
            if not token.closing:
                opened.append(place)
            elif opened:
                token.partner = opened.pop()
                tokens[token.partner].partner = place


def _tree(tokens: list[_Token]) -> Node:
    root = Node("")
    stack = [root]
    inline = 0
    for token in tokens:
        if token.raw is not None:
            stack[-1].children.append(Node(token.tag, token.argument, [token.raw]))
        elif token.tag in VOID and not token.closing:
            stack[-1].children.append(Node(token.tag, token.argument, [token.text]))
        elif not token.tag or token.partner < 0:
            if token.partner != _DROPPED:
                stack[-1].children.append(token.text)
        elif token.closing:
            inline -= token.tag in INLINE
            _close(stack, token.tag)
        elif token.tag in INLINE and inline == INLINE_DEPTH_MAX:
            tokens[token.partner].partner = _DROPPED
        else:
            inline += token.tag in INLINE
            _open(stack, Node(token.tag, token.argument))
    return root


def _open(stack: list[Node], node: Node) -> None:
    stack[-1].children.append(node)
    stack.append(node)


def _close(stack: list[Node], tag: str) -> None:
    """Close the nearest element of this tag; inline ones that were opened within it go on after it."""
    overlapping: list[Node] = []
    while (node := stack.pop()).tag != tag:
        overlapping.append(node)
    for node in reversed(overlapping):
        _open(stack, Node(node.tag, node.argument))
