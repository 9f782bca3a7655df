"""Sentences that plainly tell of danger, and near ones that do not, in the three languages."""

DANGER = {
    "en": """
he is killing himself on cam
i'm thinking about ending my life
i don't want to live anymore
I do not want to live
my friend wants to unalive herself
someone told me to kill myself
they keep telling her to kys
gonna kms tonight
there's no reason to live
life is not worth living
nothing left to live for
everyone would be better off without me
i wish i was dead
she took an overdose
he overdosed on pills
i took all my tablets
he is about to jump off the bridge
i keep getting death threats
he threatened to hurt my daughter
he's going to shoot up the school
he raped me
i was molested by my uncle
my husband is beating me
he keeps hitting his girlfriend
he has a knife and he's outside
he's not breathing
please call an ambulance
someone call 911
she says he knows where i live
im 14 and he wants nudes
naked photos of my daughter are going round
he'll kill me
he tried to strangle me
they're going to beat me up
domestic violence on stream
i'm being held captive
he took his own life on stream
i want to end it tonight
i am tired of living
she is being trafficked
he's choking her right now
he will burn my house down
they said they will bomb the festival
i am in danger
my kids are in danger
he threatened to come to my house
i won't be alive on sunday
hes got a gun
she's having a seizure
a man asked my son to undress
he blackmails my daughter
he beats his wife
my boyfriend hit me
a girl is being beaten on stream
""",
    "nl": """
ik denk aan een zelfmoordpoging
ze is suïcidaal
ze snijdt zichzelf
ik wil doodgaan
ik wil er niet meer zijn
ik wil er een einde aan maken
ik zie het leven niet meer zitten
ik ben klaar met het leven
zonder mij is iedereen beter af
hij wil voor de trein springen
ze gaat van het dak springen
heeft een overdosis genomen
ik krijg elke dag doodsbedreigingen
hij dreigt me neer te steken
hij dreigde mijn kind iets aan te doen
mijn man slaat me
er wordt een vrouw mishandeld
ze ademt niet meer
bel een ambulance
bel 112
hij heeft een mes
hij zegt dat hij weet waar ik woon
iemand vraagt mijn dochter om naaktfoto's
ik ben 14 en hij heeft een naaktfoto van mij
slachtoffer van een loverboy
ik heb alle pillen geslikt
ik denk na over een eind aan mijn leven
dit is kindermishandeling
hij wordt neergestoken in de live
ik denk eraan om er een eind aan te maken
zij is in gevaar
hij zegt dat hij mijn huis in brand steekt
hij zegt dat hij me vermoordt
ze gaan hem doodmaken
er wordt een vrouw geslagen
mijn vriend heeft me geslagen
hij dreigt naar mijn huis te komen
mijn zoontje wordt gechanteerd
hij probeert kinderen te lokken
iemand ligt op het spoor
""",
    "zh": """
想自鲨
他要跳河
有人卧轨
我活够了
活着还不如死了
我想离开这个世界
遗书写好了
写了遗书
喝农药了
收到死亡威胁
我被老公家暴
她被强奸了
我被绑架了
他拿刀追着我
没有呼吸了
快叫救护车
快打120
有人要我女儿的裸照
我今年14岁,他要裸照
我想伤害自己
他又割手腕了
吞了一整瓶安眠药
有人虐待小孩
扬言要炸商场
她站在楼顶要跳
我现在很危险
活着好累不如死了
主播正在打老婆
他威胁要烧我家
他说知道我住哪
有人勒索我女儿
一个小女孩在直播里脱衣服
主播突然晕倒
我朋友发了遗书
""",
}

NO_DANGER = {
    "en": """
he killed it on stage
i'm killing it with my shop
don't want to live in the city anymore, can i change my location
i don't want to live stream, just upload
i want to end it tonight, my subscription i mean
he overdosed on chocolate
nothing to live chat about
take my life drawing course to the next level
he has a knife shop
he has a gun and i only have a bow in this game
the princess got kidnapped again in level 3
my character keeps drowning, is that a bug
they're beating us 3-0
he is beating me at chess every night
he's beating me 2 nil
the boss tried to kill me twice
i jump off the roof in this game and land in a bush
how do i report a death threat
call the police on that scammer
am i allowed to show a documentary about domestic violence
this shop is better off without me as moderator
5 kms run on sunday
breathing exercises for my yoga live
does the courier know where i live
my account is held hostage by a hacker
hold captive audience with short videos
my wife will kill me lol
i'll kill you at mario kart lol
he'll murder me when he sees the bill haha
the man is hitting a golf ball in my clip
she was choking up during the speech
my daughter wants a picture in the nude lipstick ad
how to shoot up in the rankings
they call me a pedo for coaching kids, i want them gone
tired of living out of a suitcase
done with life hacks
he will beat me up the hill on his bike
need help, who do i call
i'll end it now, my auction
a talk on trafficked artefacts
burn the house down with this set
my shop will blow up the charts
in danger of losing my rank
is my account in danger
threatened to come to court
my laptop is having a stroke
i had a heart attack when i saw the bill lol
my dad beat me at chess
my ex beat me to the offer
my wife hit me with a surprise party
he's being attacked by the boss
the kids undressed the doll
a buyer threatens to leave a bad review
she's having a stroke of luck
""",
    "nl": """
ik wil er een eind aan maken, aan dat abonnement
ik heb mezelf eruit gesneden
mijn pakket is mishandeld
de draak ademt niet meer vuur
hij slaat me over in de rij
hij slaat mij met tafeltennis
ik ben klaar met dit level
klaar met leveren
ik wil niet meer live
die actie is een aanslag op mijn portemonnee
de held wordt ontvoerd in dat spel
hij heeft een messenset
hij heeft een mes in het spel
ik word steeds neergeschoten in de game
ga dood, sukkel
mijn gegevens worden misbruikt
ik spring een gat in de lucht
mijn dochter wil een foto op haar profiel
ze noemen mij een pedo
ik sneed mezelf in de vinger met koken
wij zijn beter af met een ander abonnement
waar zie ik de doodsoorzaak van mijn personage
ik kan de trein niet halen
weet waar ik woon de bezorger niet?
dat hij me afzet
we gaan die draak vermoorden
de monteur heeft me geslagen met schaken
mijn trein staat op het spoor
is mijn account in gevaar
dreigt langs te lopen
mijn vriend heeft mij verslagen
""",
    "zh": """
平台要砍我的提成
卖家会砍我价吗
不想被道德绑架
公主又被绑架了怎么救
手机没有呼吸灯
妆面没呼吸感
跳江湖舞
跳河南舞
我想离开世界频道
吃了安眠药还是睡不着
打了120分
我打120块
女儿12岁想看动画
我今年16岁能开播吗
游戏里有人拿刀追我
心跳桥段怎么拍
遗书这部小说能讲吗
这个价格要砍一刀
帮我砍一刀
直播卖菜刀
快报警器响了
活动没有呼吸的空间
反家暴宣传片能投吗
剧里他跳槽了
我家孩子想自己学裁剪
不想伤害粉丝感情
我被老师表扬了
老婆饼直播
直播打老婆饼
我的号很危险吗
孩子自己会脱衣服了
桥上跑步直播
卖家威胁要差评
这波操作很危险
主播突然下播了
""",
}
