"""The boards of the demo city, three deep, with every state a board can have."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DemoType:
    """A thread type: its Chinese and its English name."""

    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class DemoBoard:
    """A board; a parent always stands before its children in `BOARDS`.

    `levels` are rows of the permission ladder (group to level); empty means inherited.
    """

    slug: str
    parent: str | None
    name: str
    name_en: str
    description: str
    description_en: str
    colour: str = "slate"
    icon: str = ""
    rules: str = ""
    types: tuple[DemoType, ...] = ()
    type_required: bool = False
    moderators: tuple[str, ...] = ()
    levels: dict[str, int] = field(default_factory=dict)
    approve_threads: bool = False
    source_required: bool = False
    archived: bool = False
    answers: bool = False


COLOURS = ("slate", "blue", "teal", "green", "olive", "gold", "brown", "plum")


def _types(*pairs: str) -> tuple[DemoType, ...]:
    """Turn "路况/Traffic" strings into thread types."""
    return tuple(DemoType(*pair.split("/")) for pair in pairs)


BOARDS: tuple[DemoBoard, ...] = (
    DemoBoard("city", None, "城市日常", "The city", "路、房子、学校、医院", "Roads, homes, schools, health"),
    DemoBoard(
        "roads",
        "city",
        "道路与出行",
        "Roads and travel",
        "红绿灯、修路、骑行、走路和停车，说清地点和时间",
        "Lights, roadworks, cycling, walking and parking. Say where and when",
        colour="slate",
        icon="路",
        rules=(
            "1. 标题写明**路段或路口**，正文写时间。\n"
            "2. 贴照片前请遮住车牌和人脸。\n"
            "3. 对事不对人，不喊口号。\n\n"
            "*Name the street in the title, the time in the text; cover number plates and faces.*"
        ),
        types=_types("路况/Traffic", "骑行步行/Cycling and walking", "停车/Parking", "施工/Roadworks"),
        type_required=True,
        moderators=("丁字尺",),
    ),
    DemoBoard(
        "buses",
        "roads",
        "公交线路",
        "Buses",
        "班次、站台、末班车",
        "Timetables, stops and last buses",
        colour="blue",
        icon="车",
        rules="说班次请写**线路、方向、站名、时刻**。\n\n*Give the line, the direction, the stop and the time.*",
        types=_types("班次/Timetable", "站台/Stops", "建议/Ideas"),
        moderators=("丁字尺",),
    ),
    DemoBoard(
        "homes",
        "city",
        "住房与租房",
        "Homes and rents",
        "租房、物业、装修、水电",
        "Renting, estate management, repairs, water and power",
        answers=True,
        colour="brown",
        icon="房",
        rules=(
            "- 出租请写**租金、付法、是否有中介费**。\n- 不贴合同原件，不公布他人电话。\n\n"
            "*State rent, deposit and fees; never post somebody else's phone number.*"
        ),
        types=_types("租房/Renting", "物业/Management", "装修/Repairs", "水电/Water and power"),
        type_required=True,
        moderators=("桥头值班员",),
    ),
    DemoBoard(
        "schools",
        "city",
        "学校与孩子",
        "Schools and children",
        "入学、接送、食堂、课后",
        "Places, the school run, meals and after-school hours",
        answers=True,
        colour="gold",
        icon="校",
        rules="不写孩子的真名、班级和照片。\n\n*No children's real names, classes or photographs.*",
        types=_types("入学/Admission", "校园/School life", "课后/After school"),
        moderators=("灯下校对",),
    ),
    DemoBoard(
        "health",
        "city",
        "看病与健康",
        "Health",
        "挂号、陪诊、药店、锻炼",
        "Appointments, pharmacies and keeping well",
        colour="teal",
        icon="医",
        rules=(
            "这里交流**流程和经验**，不代替医生。急病请打急救电话，不要发帖等回复。\n\n"
            "*This board is no doctor. In an emergency call an ambulance, do not post.*"
        ),
        types=_types("就医/Seeing a doctor", "药品/Medicines", "健康/Wellbeing"),
    ),
    DemoBoard("life", None, "街坊生活", "Neighbours", "吃喝、邻里、河边、买卖", "Food, the river, neighbours, swaps"),
    DemoBoard(
        "river",
        "life",
        "河与公园",
        "River and parks",
        "水位、步道、花木、鸟",
        "Water levels, paths, trees and birds",
        colour="green",
        icon="河",
        types=_types("水位/Water level", "公园/Parks", "鸟与树/Birds and trees"),
        moderators=("Bluestone_Bea",),
    ),
    DemoBoard(
        "food",
        "life",
        "菜市与吃喝",
        "Food and markets",
        "菜价、早点、小馆子、自家做饭",
        "Prices, breakfasts, small restaurants, home cooking",
        colour="olive",
        icon="味",
        rules="店家可以介绍自己的店，一月一帖，写明身份。\n\n*Owners may present their place once a month, and say who they are.*",
        types=_types("探店/Places", "菜价/Prices", "下厨/Cooking"),
    ),
    DemoBoard(
        "neighbours",
        "life",
        "邻里之间",
        "Next door",
        "声音、宠物、快递、垃圾，好好说话",
        "Noise, pets, parcels and bins, spoken of kindly",
        colour="plum",
        icon="邻",
        rules="可以说哪栋楼，**不说哪一户**。\n\n*Name the building if you must, never the door.*",
        types=_types("声音/Noise", "宠物/Pets", "快递/Parcels", "垃圾/Bins"),
        moderators=("桥头值班员",),
    ),
    DemoBoard(
        "lost",
        "neighbours",
        "失物招领",
        "Lost and found",
        "丢了什么、捡到什么",
        "What was lost and what was found",
        colour="gold",
        icon="寻",
        rules="招领请**留一个细节不写**，由失主来答。\n\n*Finders: keep one detail back for the owner to tell you.*",
        types=_types("寻物/Lost", "招领/Found", "已找到/Returned"),
        type_required=True,
    ),
    DemoBoard(
        "market",
        "life",
        "跳蚤市场",
        "Second-hand",
        "闲置、求购、送出；新帖由版主看过后显示",
        "Sell, seek, give away. New threads are read by a moderator first",
        colour="olive",
        icon="集",
        rules=(
            "1. 只交易**自己的闲置**，商家请勿入。\n2. 写清成色、价格、自提地点。\n3. 成交后请改标题注明“已出”。\n\n"
            "*Own things only; say condition, price and where to collect.*"
        ),
        types=_types("出售/For sale", "求购/Wanted", "赠送/Free"),
        type_required=True,
        moderators=("桥头值班员",),
        approve_threads=True,
    ),
    DemoBoard(
        "culture",
        None,
        "文化闲谈",
        "Culture and talk",
        "旧事、照片、山、书、茶",
        "History, pictures, hills, books",
    ),
    DemoBoard(
        "history",
        "culture",
        "桥史与老街",
        "Local history",
        "地名、老店、口述；说来历请给出处",
        "Street names, old shops, told stories. Give your sources",
        colour="brown",
        icon="史",
        rules="考证请写出处；记忆请写明是记忆。\n\n*Cite sources; call memories memories.*",
        types=_types("考证/Research", "口述/Told stories", "地名/Place names"),
        moderators=("灯下校对",),
    ),
    DemoBoard(
        "photos",
        "history",
        "光影青石桥",
        "Photographs",
        "新照片、老照片、翻拍修复",
        "New pictures, old ones and restorations",
        colour="slate",
        icon="影",
        types=_types("新拍/New", "老照片/Old"),
    ),
    DemoBoard(
        "outdoors",
        "culture",
        "周末爬山",
        "Hills and trails",
        "路线、约伴、装备、天气",
        "Routes, company, gear and weather",
        colour="green",
        icon="山",
        rules="约伴自愿，各自对自己负责；天黑前下山。\n\n*Go at your own risk and be down before dark.*",
        types=_types("路线/Routes", "约伴/Company", "装备/Gear"),
    ),
    DemoBoard(
        "tea",
        "culture",
        "桥头茶馆",
        "The teahouse",
        "什么都能聊，坐下喝一碗",
        "Sit down, have a bowl, talk about anything",
        colour="teal",
        icon="茶",
        types=_types("闲聊/Chat", "读书/Books", "推荐/Recommend", "接龙/Chain"),
    ),
    DemoBoard(
        "news",
        "culture",
        "新闻转载",
        "News and articles",
        "转载须写明来源、链接和日期；原创访谈也放这里",
        "Reprints carry their source, address and date; our own interviews live here too",
        colour="blue",
        icon="报",
        rules=(
            "- **转载**：来源、链接、日期三样齐全，不改标题。\n- **原创**：写明采访时间与地点，受访者同意刊出。\n\n"
            "*Reprints: source, address, date. Originals: say when and where, with consent.*"
        ),
        types=_types("转载/Reprint", "访谈/Interview"),
        moderators=("灯下校对",),
        source_required=True,
    ),
    DemoBoard(
        "night",
        "culture",
        "夜里说话",
        "Night talk",
        "睡不着的人来坐坐；登录后可读",
        "For those who cannot sleep. Sign in to read",
        colour="plum",
        icon="夜",
        rules="听的时候多，劝的时候少。不截图外传。\n\n*Listen more than you advise. Nothing leaves this room.*",
        levels={"guests": 1, "members": 4},
    ),
    DemoBoard(
        "lantern",
        "culture",
        "去年灯会专版",
        "Last year's lantern fair",
        "灯会已经结束，帖子留作纪念",
        "The fair is over; the threads stay as a keepsake",
        colour="gold",
        icon="灯",
        types=_types("路线/Routes", "照片/Pictures"),
        archived=True,
    ),
    DemoBoard("house", None, "站务", "The house", "公告、建议、帮助", "Notices, ideas and help"),
    DemoBoard(
        "desk",
        "house",
        "公告与建议",
        "Notices and ideas",
        "怎么用、哪里不好用、想要什么",
        "How it works, what does not, what you would like",
        colour="blue",
        icon="告",
        types=_types("公告/Notice", "求助/Help", "建议/Ideas"),
    ),
    DemoBoard(
        "staff",
        "house",
        "版主室",
        "Staff room",
        "值班交接，只有版务人员可见",
        "Handover notes, seen by staff only",
        colour="slate",
        icon="值",
        levels={"guests": 0, "members": 0},
        moderators=("桥头值班员", "丁字尺", "灯下校对", "Bluestone_Bea"),
    ),
)

BY_SLUG: dict[str, DemoBoard] = {board.slug: board for board in BOARDS}
