import pytest

from wardmote.core.text.render import render


def interview(source: str, source_format: str = "markdown") -> list[str]:
    return (
        render(source, source_format, interview=True)
        .html.replace("<br>\n", "<br>")
        .replace("</p>", "</p>\n")
        .split("\n")
    )


@pytest.mark.parametrize("source_format", ["markdown", "bbcode", "plain"])
def test_question_and_answer_are_told_apart(source_format: str) -> None:
    lines = [line for line in interview("引言。\n\n记者：为什么？\n李梅：因为。\n\n还有。", source_format) if line]
    assert lines == [
        "<p>引言。</p>",
        '<p class="ask"><b class="speaker">记者：</b>为什么？</p>',
        '<p class="answer"><b class="speaker">李梅：</b>因为。</p>',
        '<p class="answer">还有。</p>',
    ]


@pytest.mark.parametrize(
    "label",
    ["记者：", "记者:", "问：", "Q: ", "q：", "Reporter: ", "Interviewer: ", "主持人：", "**记者：**", "**记者**："],
)
def test_asking_labels_mark_a_question(label: str) -> None:
    assert '<p class="ask"><b class="speaker">' in render(f"{label}为什么？", interview=True).html


@pytest.mark.parametrize("label", ["李梅：", "A: ", "Li Mei: ", "城管局 王处长："])
def test_any_other_label_marks_an_answer(label: str) -> None:
    assert '<p class="answer"><b class="speaker">' in render(f"{label}因为。", interview=True).html


@pytest.mark.parametrize(
    "source",
    [
        "他说，原因如下：路太窄。",
        "http://a.b/c",
        "12:30 开会",
        "这是一个超过二十个字的很长很长很长的开头部分：后文",
        "没有冒号",
        "> 记者：引用里的",
        "- 记者：列表里的",
        "：空",
    ],
)
def test_sentence_is_no_label(source: str) -> None:
    assert "class=" not in render(source, interview=True).html.replace('rel="ugc nofollow noopener"', "")


def test_without_the_style_nothing_is_marked() -> None:
    assert render("记者：为什么？").html == "<p>记者：为什么？</p>\n"
    assert 'class="ask"' in render("记者：为什么？", interview=True).html
