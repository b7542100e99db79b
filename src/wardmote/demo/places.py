"""The map of the fictitious city 青石桥 (Bluestone Bridge): nothing here exists."""

from __future__ import annotations

CITY = "青石桥"
CITY_EN = "Qingshiqiao"
SITE_NAME = "青石桥坊议"

# Each pair is (Chinese, English); the first word of a line is the slot that texts name in braces.
PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "street": (
        ("柳巷", "Willow Street"),
        ("桥北路", "Bridge North Road"),
        ("桥南路", "Bridge South Road"),
        ("染坊街", "Dyers' Street"),
        ("灯芯巷", "Wick Lane"),
        ("米市街", "Ricemarket Street"),
        ("河沿路", "Riverside Road"),
        ("银杏大道", "Ginkgo Avenue"),
        ("磨坊路", "Mill Road"),
        ("石阶巷", "Stonestep Lane"),
        ("新桥路", "New Bridge Road"),
        ("竹行街", "Bamboo Yard Street"),
        ("南渡路", "South Ferry Road"),
        ("钟楼街", "Belltower Street"),
    ),
    "cross": (
        ("桥北路口", "the Bridge North junction"),
        ("柳巷口", "the end of Willow Street"),
        ("钟楼广场东口", "the east side of Belltower Square"),
        ("新桥路与磨坊路交叉口", "New Bridge Road at Mill Road"),
        ("东门菜市门口", "the East Gate market crossing"),
        ("银杏大道南口", "the south end of Ginkgo Avenue"),
        ("河沿路丁字路口", "the Riverside T-junction"),
        ("南渡口红绿灯", "the South Ferry lights"),
    ),
    "area": (
        ("河沿新村", "Riverside New Village"),
        ("银杏苑", "Ginkgo Court"),
        ("磨坊里", "Mill Yard"),
        ("东门小区", "East Gate Estate"),
        ("南渡花园", "South Ferry Gardens"),
        ("桥北家园", "Bridge North Homes"),
        ("城墙根大院", "the Old Wall courtyard"),
        ("竹行公寓", "Bamboo Yard Flats"),
    ),
    "bus": (
        ("3 路", "the 3"),
        ("17 路", "the 17"),
        ("21 路", "the 21"),
        ("63 路", "the 63"),
        ("108 路", "the 108"),
        ("环线", "the Loop"),
    ),
    "school": (
        ("桥北小学", "Bridge North Primary"),
        ("灯芯巷小学", "Wick Lane Primary"),
        ("银杏小学", "Ginkgo Primary"),
        ("南渡小学", "South Ferry Primary"),
    ),
    "park": (
        ("河滨公园", "Riverbank Park"),
        ("银杏公园", "Ginkgo Park"),
        ("城墙公园", "Old Wall Park"),
        ("磨坊湿地", "the Mill wetland"),
    ),
    "clinic": (
        ("区医院", "the District Hospital"),
        ("河东医院", "Hedong Hospital"),
        ("桥南卫生站", "the Bridge South clinic"),
    ),
    "market": (
        ("米市", "the Ricemarket"),
        ("东门菜市", "the East Gate market"),
        ("南渡早市", "the South Ferry morning market"),
    ),
    "hill": (
        ("望桥山", "Bridgeview Hill"),
        ("石猴岭", "Stone Monkey Ridge"),
        ("茶背岭", "Teaback Ridge"),
    ),
    "stop": (
        ("桥北站", "Bridge North"),
        ("钟楼站", "Belltower"),
        ("东门站", "East Gate"),
        ("南渡口站", "South Ferry"),
        ("磨坊路站", "Mill Road"),
        ("区医院站", "the hospital stop"),
    ),
}


def names(language: str) -> dict[str, tuple[str, ...]]:
    """Return each kind of place with its names in `language` ("zh" or "en")."""
    column = 0 if language == "zh" else 1
    return {kind: tuple(pair[column] for pair in pairs) for kind, pairs in PLACES.items()}
