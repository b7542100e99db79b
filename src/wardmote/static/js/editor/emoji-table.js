// @ts-check
// The emoji that the picker offers: character, Chinese words, English words; the first word of each is the name.
// Chosen for what people of a city talk about. No tones of skin and no flags of states.

/** @type {Record<string, string>} */
export const GROUPS = {
  faces: `
😀 笑脸,开心 grin,happy;😃 大笑,高兴 smile,happy;😄 眯眼笑,开心 smiling_eyes,happy;😁 露齿笑,嘻嘻 beaming,teeth;😆 笑得眯眼,哈哈 laughing,haha
😅 尴尬笑,汗 sweat_smile,awkward;🤣 笑翻,打滚 rofl,rolling;😂 笑哭,笑死 tears_of_joy,lol;🙂 微笑,还行 slight_smile;🙃 倒脸,无语 upside_down,irony
😉 眨眼,懂的 wink;😊 害羞,微笑 blush,warm;😇 天使,无辜 halo,innocent;🥰 喜爱,甜 hearts,love;😍 花痴,爱心眼 heart_eyes,love
🤩 崇拜,星星眼 star_struck,wow;😘 飞吻,亲亲 kiss;😋 好吃,馋 yum,tasty;😛 吐舌,调皮 tongue;😜 眨眼吐舌,鬼脸 wink_tongue,silly
🤪 疯,滑稽 zany,crazy;🤗 抱抱,拥抱 hug;🤭 偷笑,捂嘴 giggle,oops;🤫 嘘,安静 shush,quiet;🤔 思考,想想 thinking,hmm
🤐 闭嘴,不说 zipper,secret;🤨 怀疑,挑眉 raised_eyebrow,doubt;😐 无表情,面瘫 neutral,meh;😑 无语,冷漠 expressionless;😶 沉默,没话说 no_mouth,silent
😏 得意,坏笑 smirk;😒 不爽,翻白眼 unamused;🙄 白眼,无奈 eye_roll;😬 龇牙,尴尬 grimace;😌 放心,松口气 relieved
😔 失落,沉思 pensive,sad;😪 困,打盹 sleepy;🤤 流口水,馋 drool;😴 睡觉,困 sleeping,zzz;😷 口罩,生病 mask,sick
🤒 发烧,体温计 fever,ill;🤕 受伤,绷带 hurt,bandage;🤢 恶心,想吐 nauseated,sick;🤮 呕吐,吐 vomit;🤧 打喷嚏,感冒 sneeze,cold
🥵 热,中暑 hot,heat;🥶 冷,冻 cold,freezing;🥴 晕乎,醉 woozy,drunk;😵 晕,头昏 dizzy;🤯 爆炸,震惊 mind_blown,shock
🥳 庆祝,派对 party,celebrate;😎 酷,墨镜 cool,sunglasses;🤓 书呆子,眼镜 nerd;🧐 仔细看,单片眼镜 monocle,inspect;😕 困惑,不解 confused
😟 担心,忧虑 worried;🙁 不高兴,撇嘴 frown;😮 惊讶,哦 surprised,oh;😯 吃惊,静默 hushed;😲 震惊,目瞪口呆 astonished
😳 脸红,不好意思 flushed;🥺 求求,可怜 pleading,please;😦 皱眉,张嘴 frowning;😨 害怕,恐惧 fearful,scared;😰 冷汗,焦虑 anxious,sweat
😥 难过,失望 sad,disappointed;😢 哭,流泪 cry,tear;😭 大哭,泪奔 sobbing,bawl;😱 尖叫,惊恐 scream,horror;😖 难受,纠结 confounded
😣 忍耐,坚持 persevere;😞 失望,沮丧 disappointed;😓 汗,累 sweat,tired;😩 疲惫,受不了 weary;😫 累,崩溃 exhausted
🥱 打哈欠,无聊 yawn,bored;😤 生气,哼 huff,triumph;😡 愤怒,怒 angry,rage;😠 生气,不满 cross,mad;🤬 骂人,脏话 swearing
😈 小恶魔,坏 devil,mischief;💀 骷髅,笑死 skull,dead;💩 大便,便便 poo;🤡 小丑 clown;👻 鬼,万圣节 ghost
👽 外星人 alien;🤖 机器人 robot;😺 猫笑,猫 cat_smile;😹 猫笑哭 cat_joy;🙈 非礼勿视,没眼看 see_no_evil;🙉 非礼勿听 hear_no_evil;🙊 非礼勿言 speak_no_evil`,
  people: `
👍 赞,顶,好 thumbs_up,like,good;👎 踩,差,反对 thumbs_down,bad;👌 好的,没问题 ok;✌️ 胜利,耶 victory,peace;🤞 祈祷好运 fingers_crossed,luck
🤟 爱你 love_you;🤘 摇滚 rock;🤙 打电话,联系 call_me;👈 左,向左 left;👉 右,向右 right;👆 上,楼上 up,above
👇 下,楼下 down,below;☝️ 一,注意 index_up,one;✋ 停,举手 hand,stop;🖐️ 五,张开手 five_fingers;👋 再见,你好,挥手 wave,hello,bye
🤝 握手,合作 handshake,deal;🙏 谢谢,拜托,祈祷 thanks,please,pray;👏 鼓掌,拍手 clap,applause;🙌 举双手,太好了 raised_hands,hooray;👐 张开双手 open_hands
🤲 捧,请求 palms,offer;✊ 拳头,加油 fist,power;👊 碰拳 punch,bump;💪 肌肉,加油,强 muscle,strong;🫶 比心 heart_hands,love;🫡 敬礼,收到 salute
✍️ 写字,写作 writing;🤳 自拍 selfie;👀 看,围观,眼睛 eyes,look;👁️ 眼睛 eye;👂 听,耳朵 ear,listen;👃 鼻子,闻 nose
👄 嘴 mouth;🧠 脑子,聪明 brain,smart;🦷 牙,牙医 tooth,dentist;🦴 骨头 bone;👶 婴儿,宝宝 baby;🧒 孩子,儿童 child
👦 男孩 boy;👧 女孩 girl;🧑 人,成人 person,adult;👨 男人 man;👩 女人 woman;🧓 老人 older_person
👴 爷爷,老头 grandfather,old_man;👵 奶奶,老太太 grandmother,old_woman;👪 家庭,一家人 family;🧑‍🤝‍🧑 同伴,邻居 together,neighbours;👥 人群,大家 people,group
🗣️ 说话,发言 speaking,voice;🙋 举手,我 raising_hand,question;🙅 不行,拒绝 no,refuse;🙆 可以,好 ok_gesture;🤷 不知道,摊手 shrug;🤦 捂脸,无语 facepalm
🙇 鞠躬,对不起 bow,sorry;💁 介绍,服务台 information_desk;👮 警察,交警 police;👷 工人,施工 construction_worker;💂 保安,卫兵 guard;🕵️ 侦探,调查 detective
🧑‍⚕️ 医生,护士 doctor,nurse;🧑‍🏫 老师 teacher;🧑‍🎓 学生,毕业 student;🧑‍🍳 厨师 cook;🧑‍🔧 修理工,维修 mechanic,repair;🧑‍💻 程序员,电脑 technologist,computer
🧑‍🚒 消防员 firefighter;🧑‍⚖️ 法官 judge;🧑‍🌾 农民 farmer;🚶 走路,行人 walking,pedestrian;🏃 跑步,赶 running;🧑‍🦽 轮椅,无障碍 wheelchair,access
🧑‍🦯 盲人,盲道 blind,white_cane;💃 跳舞,广场舞 dancing;🧘 打坐,瑜伽 yoga,calm;🛌 睡觉,床 bed,sleep`,
  nature: `
🐶 狗 dog;🐕 小狗,遛狗 dog_walk;🐱 猫 cat;🐈 小猫,流浪猫 cat,stray;🐭 老鼠 mouse;🐹 仓鼠 hamster
🐰 兔子 rabbit;🦊 狐狸 fox;🐻 熊 bear;🐼 熊猫 panda;🐨 考拉 koala;🐯 老虎 tiger
🦁 狮子 lion;🐮 牛 cow;🐷 猪 pig;🐸 青蛙 frog;🐵 猴子 monkey;🐔 鸡 chicken
🐧 企鹅 penguin;🐦 鸟 bird;🐤 小鸡 chick;🦆 鸭子 duck;🦉 猫头鹰 owl;🦅 鹰 eagle
🐺 狼 wolf;🐴 马 horse;🦄 独角兽 unicorn;🐝 蜜蜂 bee;🐛 虫子,毛毛虫 bug,caterpillar;🦋 蝴蝶 butterfly
🐌 蜗牛,慢 snail,slow;🐞 瓢虫 ladybird;🐜 蚂蚁 ant;🦟 蚊子 mosquito;🪳 蟑螂 cockroach;🕷️ 蜘蛛 spider
🐢 乌龟,慢 turtle;🐍 蛇 snake;🐉 龙 dragon;🐟 鱼 fish;🐬 海豚 dolphin;🐳 鲸鱼 whale
🐙 章鱼 octopus;🦀 螃蟹 crab;🐘 大象 elephant;🐑 羊 sheep;🐓 公鸡 rooster;🕊️ 鸽子,和平 dove,peace
🌵 仙人掌 cactus;🎄 圣诞树 christmas_tree;🌲 松树,树 pine,tree;🌳 树,绿化 tree,greenery;🌴 棕榈 palm;🌱 幼苗,发芽 seedling,sprout
🌿 草,叶子 herb,leaf;☘️ 三叶草 shamrock;🍀 四叶草,好运 clover,luck;🎍 竹子 bamboo;🍁 枫叶,秋天 maple,autumn;🍂 落叶,秋天 fallen_leaves
🍃 树叶,风吹 leaves,wind;🌷 郁金香 tulip;🌹 玫瑰 rose;🥀 枯萎 wilted;🌺 花 hibiscus,flower;🌸 樱花,春天 cherry_blossom,spring
🌼 小花 blossom;🌻 向日葵 sunflower;💐 花束,祝贺 bouquet;🌞 太阳,晴天 sun_face,sunny;🌙 月亮,晚上 moon,night;⭐ 星星 star
🌟 闪亮,优秀 glowing_star;✨ 闪光,新 sparkles,new;⚡ 闪电,停电 lightning,power;🔥 火,热门 fire,hot;💥 爆炸,撞 collision,boom;🌈 彩虹 rainbow
☀️ 晴,太阳 sun,sunny;⛅ 多云 partly_cloudy;☁️ 阴,云 cloud;🌧️ 下雨 rain;⛈️ 雷雨 thunderstorm;❄️ 雪花,冷 snowflake,cold
⛄ 雪人 snowman;🌨️ 下雪 snow;💨 大风 wind;🌪️ 龙卷风 tornado;🌫️ 雾,雾霾 fog,smog;☔ 雨伞,下雨 umbrella,rain;💧 水滴,漏水 drop,water;🌊 海浪,积水 wave,flood`,
  food: `
🍏 青苹果 green_apple;🍎 苹果 apple;🍐 梨 pear;🍊 橘子 orange,tangerine;🍋 柠檬 lemon;🍌 香蕉 banana
🍉 西瓜,吃瓜 watermelon;🍇 葡萄 grapes;🍓 草莓 strawberry;🍒 樱桃 cherries;🍑 桃子 peach;🥭 芒果 mango
🍍 菠萝 pineapple;🥝 猕猴桃 kiwi;🍅 西红柿 tomato;🍆 茄子 aubergine;🥒 黄瓜 cucumber;🥬 青菜,白菜 greens,cabbage
🌶️ 辣椒,辣 chili,spicy;🌽 玉米 corn;🥕 胡萝卜 carrot;🧄 大蒜 garlic;🧅 洋葱 onion;🥔 土豆 potato
🍄 蘑菇 mushroom;🥜 花生 peanuts;🍞 面包 bread;🥐 牛角包 croissant;🥟 饺子 dumpling;🧀 奶酪 cheese
🥚 鸡蛋 egg;🍳 煎蛋,做饭 cooking,fried_egg;🥓 培根 bacon;🥩 肉 meat;🍗 鸡腿 chicken_leg;🍔 汉堡 burger
🍟 薯条 fries;🍕 披萨 pizza;🌭 热狗 hot_dog;🥪 三明治 sandwich;🥗 沙拉 salad;🍜 面条,拉面 noodles,ramen
🍲 火锅,炖菜 hot_pot,stew;🍛 咖喱饭 curry;🍣 寿司 sushi;🍱 便当,盒饭 bento,lunch_box;🍚 米饭 rice;🍙 饭团 rice_ball
🍢 关东煮,串串 oden,skewer;🍡 丸子 dango;🍧 刨冰 shaved_ice;🍦 冰淇淋 ice_cream;🍰 蛋糕 cake;🎂 生日蛋糕,生日 birthday
🥮 月饼,中秋 mooncake;🍬 糖 candy;🍫 巧克力 chocolate;🍿 爆米花,看戏 popcorn,watching;🍪 饼干 cookie;🍯 蜂蜜 honey
🍼 奶瓶 baby_bottle;🥛 牛奶 milk;☕ 咖啡,热饮 coffee;🍵 茶,喝茶 tea;🧋 奶茶 bubble_tea;🥤 饮料 soft_drink
🍺 啤酒 beer;🍻 干杯 cheers;🍷 红酒 wine;🍶 白酒,清酒 spirits,sake;🥢 筷子 chopsticks;🍴 餐具,吃饭 fork_and_knife,eat;🥄 勺子 spoon`,
  places: `
🚗 汽车,开车 car;🚕 出租车,打车 taxi;🚙 越野车 suv;🚌 公交,公交车 bus;🚎 电车 trolleybus;🚓 警车 police_car
🚑 救护车 ambulance;🚒 消防车 fire_engine;🚚 货车,搬家 truck,moving;🚜 拖拉机 tractor;🏍️ 摩托车 motorcycle;🛵 电动车,送外卖 scooter,delivery
🚲 自行车,骑车 bicycle,bike;🛴 滑板车 kick_scooter;🚏 公交站 bus_stop;🛣️ 高速公路 motorway;🛤️ 铁轨 railway_track;⛽ 加油站 fuel
🚨 警灯,紧急 police_light,emergency;🚥 红绿灯 traffic_light;🚦 信号灯,红绿灯 traffic_signal;🚧 施工,修路 construction,roadworks;🛑 停 stop_sign;🅿️ 停车,停车场 parking
🚇 地铁 metro,subway;🚆 火车 train;🚄 高铁 high_speed_train;🚉 车站 station;🚈 轻轨 light_rail;🚢 轮船,渡轮 ship,ferry
✈️ 飞机,航班 aeroplane,flight;🚁 直升机 helicopter;🚀 火箭,快 rocket,fast;🛫 起飞 departure;🚠 缆车 cable_car;⚓ 锚,港口 anchor,port
🏠 家,房子 house,home;🏡 院子 house_with_garden;🏘️ 小区,社区 neighbourhood,estate;🏢 办公楼,写字楼 office;🏬 商场 department_store;🏭 工厂 factory
🏗️ 工地,建设 building_site;🏚️ 破房子,危房 derelict;🏥 医院 hospital;🏦 银行 bank;🏨 酒店 hotel;🏪 便利店 convenience_store
🏫 学校 school;🏛️ 政府,机关 government,classical_building;⛪ 教堂 church;🕌 清真寺 mosque;⛩️ 牌坊,神社 gate,shrine;🏯 城楼,古城 castle
🏟️ 体育场 stadium;🎡 摩天轮 ferris_wheel;🎢 游乐园 roller_coaster;⛲ 喷泉,广场 fountain;🏞️ 公园 park;🏖️ 海滩 beach
⛰️ 山 mountain;🏕️ 露营 camping;🌋 火山 volcano;🗻 雪山 snowy_mountain;🌅 日出 sunrise;🌇 日落,傍晚 sunset
🌃 夜晚,夜景 night;🌉 桥,夜桥 bridge;🏙️ 城市 city;🗺️ 地图 map;📍 位置,定位 location,pin;🧭 指南针,方向 compass
🚻 厕所,卫生间 toilets;🚹 男厕 gents;🚺 女厕 ladies;♿ 无障碍,轮椅 accessible;🛗 电梯 lift,elevator;🚮 扔垃圾 litter_bin;🚰 饮用水 drinking_water;🚭 禁烟 no_smoking;🚸 注意儿童 children_crossing`,
  activities: `
⚽ 足球 football;🏀 篮球 basketball;🏈 橄榄球 rugby;⚾ 棒球 baseball;🎾 网球 tennis;🏐 排球 volleyball
🏓 乒乓球 table_tennis;🏸 羽毛球 badminton;🥅 球门 goal;⛳ 高尔夫 golf;🏊 游泳 swimming;🚴 骑行,自行车 cycling
🏋️ 举重,健身 weightlifting,gym;🤸 体操 gymnastics;⛸️ 滑冰 ice_skating;🎿 滑雪 skiing;🎣 钓鱼 fishing;🥊 拳击 boxing
🏆 奖杯,冠军 trophy,champion;🥇 金牌,第一 gold_medal,first;🥈 银牌 silver_medal;🥉 铜牌 bronze_medal;🎖️ 勋章 medal;🎫 票,门票 ticket
🎪 马戏 circus;🎭 戏剧,演出 theatre;🎨 画画,艺术 art,painting;🎬 电影 film;🎤 麦克风,唱歌 microphone,karaoke;🎧 耳机,听歌 headphones
🎼 乐谱 score;🎹 钢琴 piano;🥁 鼓 drum;🎸 吉他 guitar;🎻 小提琴 violin;🎵 音乐,音符 music,note
🎲 骰子 dice;♟️ 国际象棋,下棋 chess;🀄 麻将 mahjong;🃏 扑克 playing_card;🎯 目标,飞镖 target,darts;🎮 游戏 video_game
🧩 拼图 puzzle;🪁 风筝 kite;🎈 气球 balloon;🎉 庆祝,撒花 party_popper,congratulations;🎊 彩球 confetti;🎁 礼物 present,gift
🎀 蝴蝶结 ribbon;🧧 红包 red_envelope;🏮 灯笼 lantern;🎆 烟花 fireworks;🎇 焰火 sparkler;🧨 鞭炮 firecracker
🎃 南瓜灯,万圣节 pumpkin,halloween;🎋 许愿树 wishing_tree;🪔 油灯 lamp;🎗️ 丝带 reminder_ribbon`,
  objects: `
📱 手机 phone,mobile;💻 电脑,笔记本 laptop;🖥️ 台式机 desktop;🖨️ 打印机 printer;⌨️ 键盘 keyboard;🖱️ 鼠标 mouse
☎️ 电话 telephone;📞 打电话 call;📺 电视 television;📷 相机,拍照 camera,photo;📹 摄像机,监控 video_camera;🎥 摄影 film_camera
🔋 电池,充电 battery;🔌 插头,电源 plug;💡 灯泡,主意 bulb,idea;🔦 手电筒 torch;🕯️ 蜡烛 candle;🧯 灭火器 fire_extinguisher
💰 钱,钱袋 money;💵 钞票 banknote;💳 银行卡 card;🧾 收据,发票 receipt;💎 钻石 gem;⚖️ 公平,天平 scales,justice
🔧 扳手,维修 spanner,fix;🔨 锤子 hammer;🛠️ 工具,修理 tools,repair;⚙️ 齿轮,设置 gear,settings;🔩 螺丝 bolt;🧱 砖 bricks
🪜 梯子 ladder;🧰 工具箱 toolbox;🧲 磁铁 magnet;🔬 显微镜 microscope;🔭 望远镜 telescope;💊 药 pill,medicine
💉 打针,疫苗 syringe,vaccine;🩺 听诊器 stethoscope;🩹 创可贴 plaster;🌡️ 温度计 thermometer;🧹 扫帚,打扫 broom,clean;🧺 篮子,洗衣 basket,laundry
🧻 卫生纸 toilet_paper;🚽 马桶 toilet;🚿 淋浴 shower;🛁 浴缸 bath;🧼 肥皂 soap;🗑️ 垃圾桶 bin,rubbish
🔑 钥匙 key;🚪 门 door;🪑 椅子 chair;🛋️ 沙发 sofa;🛏️ 床 bed;🪟 窗户 window
🛒 购物车,买菜 trolley,shopping;🛍️ 购物袋 shopping_bags;📦 快递,包裹 parcel,package;📫 信箱 letterbox;✉️ 信,邮件 letter,mail;📧 电子邮件 email
📄 文件 document,page;📋 清单,剪贴板 clipboard,list;📊 柱状图,数据 bar_chart,data;📈 上涨,增长 rising,growth;📉 下跌,下降 falling;📅 日历,日期 calendar,date
📌 图钉,置顶 pin,pinned;📎 回形针,附件 paperclip,attachment;✂️ 剪刀 scissors;📏 尺子 ruler;✏️ 铅笔 pencil;🖊️ 笔 pen
📝 笔记,记录 memo,note;📖 书,读书 book;📚 书堆,图书馆 books,library;📰 报纸,新闻 newspaper,news;🔖 书签 bookmark;🏷️ 标签 label
🔍 放大镜,搜索 magnifier,search;🔒 锁,锁定 lock;🔓 开锁 unlock;🛡️ 盾牌,保护 shield;🔔 铃,通知 bell,notice;📢 喇叭,公告 loudspeaker,announcement
📣 扩音器 megaphone;⏰ 闹钟 alarm_clock;⌛ 沙漏,等 hourglass,waiting;⏳ 等待 waiting;🕐 时钟 clock;👓 眼镜 glasses
🕶️ 墨镜 sunglasses;👔 衬衫 shirt;👟 运动鞋 trainers;👗 裙子 dress;🎒 书包 backpack;🧢 帽子 cap;⛑️ 安全帽 helmet;☂️ 伞 umbrella;🌂 收起的伞 closed_umbrella;💍 戒指 ring`,
  signs: `
❤️ 红心,爱 red_heart,love;🧡 橙心 orange_heart;💛 黄心 yellow_heart;💚 绿心 green_heart;💙 蓝心 blue_heart;💜 紫心 purple_heart
🖤 黑心 black_heart;🤍 白心 white_heart;💔 心碎 broken_heart;💕 两颗心 two_hearts;💖 闪亮的心 sparkling_heart;💯 一百分,满分 hundred,perfect
✅ 对,完成,通过 check,done,yes;☑️ 勾选 ballot_check;✔️ 对勾 tick;❌ 错,不对,取消 cross,wrong,no;❎ 叉 cross_button;⭕ 圈,正确 circle
🚫 禁止 forbidden;⛔ 禁止通行 no_entry;❓ 问号,疑问 question;❔ 白问号 white_question;❗ 感叹号,注意 exclamation,important;❕ 白感叹号 white_exclamation
⁉️ 什么 interrobang;‼️ 双感叹号 double_exclamation;⚠️ 警告,小心 warning,caution;♻️ 回收,环保 recycling;🆕 新 new;🆓 免费 free
🆗 好 ok_sign;🆘 求救 sos,help;🆙 上 up_sign;ℹ️ 信息 information;🔴 红圈 red_circle;🟠 橙圈 orange_circle
🟡 黄圈 yellow_circle;🟢 绿圈 green_circle;🔵 蓝圈 blue_circle;🟣 紫圈 purple_circle;⚫ 黑圈 black_circle;⚪ 白圈 white_circle
⬆️ 上箭头 up_arrow;⬇️ 下箭头 down_arrow;⬅️ 左箭头 left_arrow;➡️ 右箭头 right_arrow;↩️ 返回 return;🔄 刷新,循环 refresh
➕ 加 plus;➖ 减 minus;✖️ 乘 times;➗ 除 divide;💲 美元 dollar;🔗 链接 link
💬 对话,评论 speech,comment;💭 想法 thought;🗨️ 发言 speech_left;💤 睡,困 zzz;💢 怒气 anger;💦 汗滴,水花 sweat,splash
🎶 音符 notes;🔊 大声 loud;🔇 静音 mute;🏁 终点 finish;🚩 小红旗,问题 red_flag;🏳️ 白旗,投降 white_flag
1️⃣ 一 one;2️⃣ 二 two;3️⃣ 三 three;4️⃣ 四 four;5️⃣ 五 five;🔟 十 ten;#️⃣ 井号,话题 hash;🔝 置顶 top;㊗️ 祝 congratulations;㊙️ 秘密 secret`,
};

/** @typedef {{ char: string, words: string[], zh: string, en: string }} Emoji */

/**
 * @param {string} lines
 * @returns {Emoji[]}
 */
export function parsed(lines) {
  return lines.trim().split(/[\n;]/).map((entry) => {
    const [char, zh, en] = entry.split(" ");
    const chinese = zh.split(",");
    const english = en.replaceAll("_", " ").split(",");
    return { char, words: [...chinese, ...english], zh: chinese[0], en: english[0] };
  });
}
