"""Sentences that say plainly that life, body or a child is in danger, in the three languages.

Every one of them must bring help in every state, without any model.
"""

DANGER = {
    "en": """
I want to kill myself
im going to kill myself tonight
I don't want to live anymore
i wanna die
thinking about ending it all
I am suicidal and nobody listens
she said on stream she is going to end her life
my friend just took a whole bottle of pills
he is cutting himself on camera right now
I want to hurt myself
i might kms
there is no reason to live
everyone would be better off without me
I wish I was dead
he took an overdose, please call an ambulance
she is standing on the ledge and wants to jump off the building
a viewer threatens to kill me
he says he will stab my brother
someone said he is going to shoot up our school
they are threatening to kill him and his family
I keep getting death threats
he says he knows where I live and will come tonight
my husband is beating me and reads my messages
this streamer is strangling his girlfriend live
he has a gun and is outside
there is a man with a knife, he has a knife to her neck
i was raped by someone from this app
a girl was kidnapped, I saw it on a live
he is not breathing
she is lying unconscious on the floor in the live
an adult asks kids here for nudes
a man is asking my daughter for naked pictures
im 14 and he wants nudes from me
this account posts child porn
there is a video of a child being abused
someone is grooming my little sister in the chat
this guy is a pedo, he sends sexual messages to minors
they tell me to kill myself every day
somebody wants to bomb the office
I'm only 13 and he made me send a nude photo
""",
    "nl": """
ik wil dood
ik wil niet meer leven
ik ga zelfmoord plegen
ik denk aan zelfmoord
ik zie het leven niet meer zitten
ik wil er een einde aan maken
ik maak vanavond een einde aan mijn leven
ik ga mezelf iets aandoen
ze snijdt zichzelf in de live
ik heb zelfmoordgedachten
zonder mij is iedereen beter af
hij heeft een overdosis genomen
ze heeft alle slaappillen geslikt
hij dreigt van het dak te springen
een jongen zegt dat hij voor de trein wil springen
iemand gaat me vermoorden
hij zegt dat hij mijn dochter gaat verkrachten
hij dreigt mij neer te steken
ik krijg elke dag doodsbedreigingen
hij wil de school opblazen
mijn man slaat me en leest mee
mijn vriend mishandelt me
die streamer wurgt zijn vriendin
hij staat met een mes bij de deur
hij heeft een pistool op haar
ze is verkracht door iemand van hier
er is een meisje ontvoerd
hij ademt niet meer
ze ligt bewusteloos op de grond
bel 112 alsjeblieft
stuur een ambulance
een man vraagt naaktfoto's aan mijn dochter
ik ben 13 en hij wil naaktfoto's van me
er staat kinderporno op dit account
een filmpje van een kind dat misbruikt wordt
dit is een pedo die kinderen lokt
hij doet aan grooming bij kinderen in de chat
iemand hier vraagt een kind om seks
mijn zusje wordt gegijzeld
hij schrijft dat hij weet waar ik woon
""",
    "zh": """
我不想活了
我想自杀
我想死
活不下去了
我要结束自己的生命
我准备跳楼
他站在楼顶要跳楼了
她在直播里割腕
我朋友想轻生
我活够了
我写好遗书了
她吞了一整瓶安眠药
他喝了农药
他说要跳河
主播在自残
我想伤害自己
有人说要杀了我
他威胁要捅死我弟弟
他扬言要炸学校
他要砍人
我收到死亡威胁
我老公家暴我
他天天家暴孩子
有人拿着刀追着我
他拿刀架在她脖子上
我被强奸了
我女儿被人猥亵
有个女孩被绑架了
她没有呼吸了
快打120
帮我叫救护车
有人要我女儿发裸照
我才14岁他让我发裸照
这个账号发儿童色情
有人在群里卖未成年的裸照
这个人是恋童的
视频里有人性侵小孩
有大叔诱骗小学生
他在直播里虐待孩子
弟弟被人囚禁了
""",
}
