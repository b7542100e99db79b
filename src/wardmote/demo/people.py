"""The members of the demo city. Nobody here is, or is named after, a real person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a demo member is; everyone from SUSPENDED on cannot write today."""

    ADMINISTRATOR = "administrator"
    MODERATOR = "moderator"
    MEMBER = "member"
    NEWCOMER = "newcomer"
    SILENCED = "silenced"
    SUSPENDED = "suspended"
    UNCONFIRMED = "unconfirmed"
    AWAITING = "awaiting"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A member: `speaks` holds "zh", "en" or both, `weight` says how often they write.

    `quiet_days` is how long ago they were last able to write.
    """

    name: str
    handle: str
    speaks: str
    role: Role = Role.MEMBER
    weight: int = 4
    joined_days: int = 300
    quiet_days: int = 0
    time_zone: str = "Asia/Shanghai"
    signature: str = ""
    about: str = ""
    hides_last_seen: bool = False

    @property
    def email(self) -> str:
        """An address in a domain that can never exist."""
        return f"{self.handle}@qingshiqiao.example"

    @property
    def language(self) -> str:
        """The language the member reads the site in."""
        return "en" if self.speaks == "en" else "zh-hans"


P = DemoPerson
R = Role

PEOPLE: tuple[DemoPerson, ...] = (
    P("守桥人", "bridgekeeper", "zh en", R.ADMINISTRATOR, 2, 900, about="管理员。看桥、看灯、看日志。"),
    P(
        "桥头值班员",
        "duty",
        "zh",
        R.MODERATOR,
        3,
        860,
        signature="有事说事，慢慢说。",
        about="住房、邻里、跳蚤市场版主。",
    ),
    P(
        "丁字尺",
        "tsquare",
        "zh",
        R.MODERATOR,
        4,
        840,
        signature="凡事先量一量。",
        about="画了二十年图纸，管道路和公交两个版。",
    ),
    P("灯下校对", "proof", "zh", R.MODERATOR, 3, 820, about="错别字请直接指出，我不生气。"),
    P(
        "Bluestone_Bea",
        "bea",
        "en zh",
        R.MODERATOR,
        4,
        700,
        signature="Count the herons.",
        about="River, parks, and the English side of things.",
    ),
    P(
        "柳巷阿梅",
        "amei",
        "zh",
        weight=9,
        joined_days=640,
        signature="记下来，才说得清。",
        about="在柳巷住了三十多年，退休前在纺织厂做统计。",
    ),
    P(
        "河边跑者",
        "runner",
        "zh",
        weight=10,
        joined_days=720,
        signature="今天也跑完了。",
        about="每天早上六点，河滨公园到新桥，来回八公里。",
    ),
    P(
        "夜班护士",
        "nightnurse",
        "zh",
        weight=7,
        joined_days=510,
        signature="白天回帖慢，见谅。",
        about="上夜班的人，坐末班车的人。",
        hides_last_seen=True,
    ),
    P(
        "青石老王",
        "laowang",
        "zh",
        weight=10,
        joined_days=880,
        signature="桥还在，人还在。",
        about="老青石桥人，爱讲古，讲错了请指出。",
    ),
    P("编辑部", "editors", "zh", weight=3, joined_days=600, about="转载和访谈由我们几个志愿者轮流整理。"),
    P("银杏叶", "ginkgo", "zh", weight=8, joined_days=450),
    P(
        "菜市东门",
        "eastgate",
        "zh",
        weight=9,
        joined_days=560,
        signature="今日菜价见楼上。",
        about="每天早上逛一圈菜市，顺手记价。",
    ),
    P("夏至", "xiazhi", "zh", weight=7, joined_days=380),
    P("豆浆", "doujiang", "zh", weight=8, joined_days=410, signature="甜的。"),
    P("阿迟", "achi", "zh", weight=6, joined_days=290, about="名字是真的，迟到也是真的。"),
    P("修伞匠的女儿", "umbrella", "zh", weight=5, joined_days=330, about="父亲在桥头修伞。"),
    P(
        "住在六楼没电梯每天爬楼锻炼身体的老陈同志",
        "laochen",
        "zh",
        weight=6,
        joined_days=350,
        signature="一百零二级台阶。",
    ),
    P("米市街二号", "ricemarket2", "zh", weight=6, joined_days=480),
    P("南渡口等船", "ferry", "zh", weight=5, joined_days=430, signature="船停了很多年，我还在等。"),
    P("石阶", "stone", "zh", weight=6, joined_days=500),
    P("半截粉笔", "chalk", "zh", weight=7, joined_days=470, about="教过书，现在带孙女。"),
    P(
        "竹行街口卖鱼的",
        "fishstall",
        "zh",
        weight=6,
        joined_days=270,
        signature="周一休息。",
        about="卖鱼的，也爱看书。",
    ),
    P("晚风", "breeze", "zh", weight=6, joined_days=260),
    P("十七路终点站", "terminus", "zh", weight=7, joined_days=540, about="公交爱好者，收集旧站牌照片。"),
    P("小满", "xiaoman", "zh", weight=6, joined_days=240),
    P("早起的麻雀", "sparrow", "zh", weight=6, joined_days=310, signature="虫子也没吃到几只。"),
    P("钟楼慢五分钟", "belltower", "zh", weight=6, joined_days=370),
    P("望桥山脚", "foothill", "zh", weight=5, joined_days=395, about="周末都在山上。"),
    P("一碗素面", "noodles", "zh", weight=7, joined_days=345, signature="多放青菜，少放盐。"),
    P("桥洞下听雨", "underbridge", "zh", weight=6, joined_days=320),
    P("老街坊", "oldneighbour", "zh", weight=7, joined_days=610),
    P("木匠阿勤", "carpenter", "zh", weight=6, joined_days=285, about="修桌椅门窗，也修脾气。"),
    P("云朵收纳员", "clouds", "zh", weight=5, joined_days=210, signature="今天的云：鱼鳞状。"),
    P("染坊街的猫", "dyerscat", "zh", weight=6, joined_days=255),
    P("停车找了四十分钟的人", "parking40", "zh", weight=6, joined_days=190),
    P("半糖", "halfsugar", "zh", weight=6, joined_days=225),
    P("雨天别晾被子", "quilt", "zh", weight=5, joined_days=205),
    P("磨坊豆子", "millbean", "zh", weight=5, joined_days=275),
    P("三毛钱的葱", "scallion", "zh", weight=6, joined_days=230),
    P("二楼阳台", "balcony", "zh", weight=6, joined_days=295, about="阳台上有十四盆花，死过三十盆。"),
    P("默默看帖", "lurker", "zh", weight=2, joined_days=580, hides_last_seen=True),
    P("小Q", "xiaoq", "zh en", weight=5, joined_days=215),
    P("K大叔", "unclek", "zh", weight=5, joined_days=400),
    P("阿May", "may", "zh en", weight=5, joined_days=235, signature="中英都行，either is fine."),
    P(
        "PotHole62",
        "pothole62",
        "en",
        weight=8,
        joined_days=390,
        signature="62 reported, 41 filled.",
        about="I count potholes. Somebody has to.",
    ),
    P(
        "Zoë",
        "zoe",
        "en",
        weight=7,
        joined_days=330,
        time_zone="Europe/Amsterdam",
        about="Lived on Mill Road for six years, now reading along from afar.",
    ),
    P("the_last_bus_63_home", "lastbus", "en", weight=7, joined_days=365, signature="Waiting."),
    P("Marten", "marten", "en", weight=6, joined_days=315, time_zone="Europe/Helsinki"),
    P(
        "oldtownwalker",
        "walker",
        "en zh",
        weight=6,
        joined_days=520,
        about="I walk every lane once a year and take notes.",
    ),
    P("Ines", "ines", "en", weight=6, joined_days=245, signature="Learning Chinese, please correct me."),
    P("Q7", "q7", "en", weight=5, joined_days=280),
    P("TeaBeforeNine", "tea", "en", weight=6, joined_days=340),
    P("Kestrel", "kestrel", "en", weight=6, joined_days=425, about="Binoculars, thermos, river."),
    P("two_wheels", "twowheels", "en", weight=7, joined_days=300, signature="Bell, lights, patience."),
    P("Hamish_B", "hamish", "en", weight=5, joined_days=220, time_zone="Europe/London"),
    P("新来的阿宽", "akuan", "zh", R.NEWCOMER, 2, 3, about="上周刚搬到银杏苑。"),
    P("JustArrived", "justarrived", "en", R.NEWCOMER, 2, 5),
    P("大喇叭", "loudspeaker", "zh", R.SILENCED, 3, 180, 9),
    P("特价代购小铺", "bargain", "zh", R.SUSPENDED, 1, 120, 21),
    P("信箱满了", "mailboxfull", "zh", R.UNCONFIRMED, 0, 2),
    P("排队中", "inqueue", "zh", R.AWAITING, 0, 1),
)

BY_NAME: dict[str, DemoPerson] = {person.name: person for person in PEOPLE}
WRITERS: tuple[DemoPerson, ...] = tuple(person for person in PEOPLE if person.weight)

SHOWN = (R.ADMINISTRATOR, R.MODERATOR, R.MEMBER, R.NEWCOMER)
"""Those of whom a sign-in is shown: the first of each."""


def shown() -> list[DemoPerson]:
    """Return the members whose sign-ins are shown."""
    return [next(person for person in PEOPLE if person.role == role) for role in SHOWN]
