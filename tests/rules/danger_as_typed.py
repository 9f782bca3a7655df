"""Danger as people type it, and what stands a word away from it, in the three languages.

Chinese in traditional characters stands among it: the patterns hold simplified ones.
"""

TYPED_AND_HEARD = {
    "en": """
i keep cutting myself
she is hurting herself again
my sister is going to hurt herself
i cut my wrists
it won't stop bleeding
I just want to go to sleep and never wake up
what is the point of living since she passed
by the time you read this I'll be gone
ive got the pills in front of me
i took 30 paracetamol
he wants to jump in front of a train
hes live on stream holding a gun to his head
he threatened my life
he says he is coming to my house to kill me
i'll find you people and burn your office down
they will bomb your headquarters
a dad is hitting his toddler live on stream
theres a kid in this stream with no clothes on
he sells photos of little girls
he knows im 14 and keeps asking me to turn on my cam
he says he will send my nudes to everyone i know unless i pay 500
someone recorded me on video call naked and is blackmailing me
pay or they'll show my family the video
the same man follows me home after every stream
he found out where i live
i throw up after every meal
i havent eaten for 6 days
i'm held here against my will
i'm scared she will do something to herself
""",
    "nl": """
ik snij mezelf weer
ik heb mezelf weer gesneden
ze zegt dat ze zichzelf wat aandoet
ik ben bang dat hij zichzelf iets aan gaat doen
ik maak er een eind aan
ik wil slapen en nooit meer wakker worden
als je dit leest ben ik er niet meer
heb net 30 paracetamol geslikt
ze zegt dat ze vannacht voor de trein springt
ik spring van het dak
hij zit live met een pistool tegen zijn hoofd
mijn ex staat voor de deur met een mes
ik word met de dood bedreigd
hij komt naar mijn huis en me vermoordt
hij wil jullie kantoor opblazen
een vader slaat zijn kind
er loopt een kleuter naakt door deze live
iemand verkoopt foto's van kleine meisjes via de dm
hij stuurt mijn naaktfoto's naar mijn klas
anders laten ze mijn familie de video zien
hij weet waar ik woon en staat elke avond voor mijn raam
na elke maaltijd steek ik mn vinger in mn keel
ik word hier vastgehouden
""",
    "zh": """
我也不想再活下去了
没有我大家都会更好
等你们看到这条消息我已经不在了
我现在站在天台上
主播正在直播吃安眠药
我担心我妹妹会做傻事
他拿刀划自己
割太深了血止不住
他在直播里拿枪指着自己的头
我儿子拿刀把自己锁在房间里
直播里有人在打女朋友
我要去你们公司放火
直播间里有小孩没穿衣服
有人在私信里卖小女孩的照片
视频裸聊被录了,现在敲诈我
不然就把视频给我家人看
有个男的每次下播都跟踪我回家
他查到我住哪了
每次吃完饭我都抠喉咙吐掉
她被下药强奸
我想自殺
她在直播割腕，快點來人
他站在天台要跳樓
遺書寫好了
他說要殺了我
快叫救護車
前男友把我的裸照發到網上
她被強姦了
""",
}

TYPED_AND_LET_THROUGH = {
    "en": """
this update is suicide for small creators
my recipe video was removed for self-harm
what are your rules on suicide
can we talk about suicide in my podcast
my novel is about suicide and grief
child abuse awareness stream, which category
the song "I want to die" got my clip muted
my plan costs too much, thinking of ending it
my wife will kill me when she sees the bill
the bride and groom want a copy of the live
i sell grooming sets for men
i'm going to shoot my first podcast
they will kill my ranking
i cut myself on the broken glass in your parcel
i keep shooting myself in the foot with these settings
i'm going to die waiting for this refund
is unconscious bias training allowed
my driver is waiting outside my house
the courier knows where i live but did not come
if i upgrade will they show my video to everyone
i want to wake up to more followers
i cut my arm out of the frame
how do i sell pictures of little girls dresses
i haven't eaten since this morning
the video stays in my plan against my will
he follows me on every stream
he sends photos of my broken order
we walk in front of the bus for the clip
""",
    "nl": """
ik ga dood van al dat wachten
ik ga dood in level 7
liever dood dan nog een keer bellen
wil dood gewoon mijn geld terug
ik wil een foto van onze kerk laten opblazen
ik ga die draak vermoorden
mijn vrouw zal me vermoorden als ze de rekening ziet
mijn recept is verwijderd wegens zelfbeschadiging
wat zijn de regels over zelfmoord
mijn boek gaat over zelfmoord
kan ik de sekse van mijn kind aanpassen
misbruik van mijn kaart door mijn kind
mijn abonnement is te duur, ik maak er een eind aan
hoe maak ik er een eind aan
een jongen springt van het dak in een zwembad
de bezorger zegt dat hij voor mijn deur staat
die reclame achtervolgt me overal
ik sneed mezelf aan het blikje
hij loopt me van kamer naar kamer achterna
ik heb mijn armen uit beeld gesneden
""",
    "zh": """
这次更新简直是自杀式更新
可以做预防自杀的公益宣传吗
我讲《杀死比尔》的视频被删了
我翻唱的《我想死》被下架
我们要玩狼人杀我总是第一个出局
要抢秒杀他说没货
老婆看到账单会杀了我的
好久不见想死我了
减轻生活压力的频道
换上吊带裙直播
儿童防性侵课程被下架
孩子穿裸色裙子跳舞
快递员天天在楼下等我
抽成这么高小主播活不下去了
视频因为涉及自杀被下架
这个系统弄死我了
我的紫砂壶到货是坏的
包装边太锋利割手
我三天没吃鸡了
一直跟踪我的订单位置
跳樓價是真的嗎
年輕生活頻道怎麼申請
""",
}
