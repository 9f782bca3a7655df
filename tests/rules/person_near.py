"""Sentences a word away from a wish for a person, on either side of it.

People, colleagues, agents and staff are spoken of in many ordinary questions about the platform.
"""

NEAR_AND_ASKS = {
    "nl": """
ik wil graag iemand van jullie spreken
kan ik even met een mens praten alsjeblieft
mag ik een medewerker aan de lijn
verbind me met een echt mens
kunt u een medewerker voor mij roepen
ik heb liever een mens dan deze bot
ik wil nu een medewerker
kan ik met een persoon van de klantenservice chatten
geef mij maar een echte medewerker
ik wil iemand spreken over mijn uitbetaling
zou ik met iemand van de helpdesk kunnen praten
schakel een medewerker in
stuur me door naar een collega
ik eis een mens
is er iemand die ik kan spreken
mens nu
laat een medewerker mij helpen
""",
    "zh": """
我要真人客服
麻烦找个人工客服
帮我接真人客服谢谢
给我转个人工吧
我只想要人工，不要机器人
能换人工吗
快给我人工服务
我需要人工客服帮忙
有没有真人可以聊一下
有没有人工啊
有人工吗
有真人吗
我要找客服人员投诉
能和真人聊聊吗
想跟人工客服说话
请联系人工处理我的订单
叫个真人来
让人工来处理
接人工!
我要人工回复
需要真人客服处理退款
转人工转人工
""",
}

NEAR_AND_DOES_NOT_ASK = {
    "en": """
can i get an agent as a creator
how do i get an agent for my music
do i need an agent to go live
i need an agent to represent me
i want an agent who manages my channel
my agent wants to see my earnings
my agent and i want to share an account
can my agent log in too
do creators need an agent
should i get an agent for brand deals
where do creators find an agent
can you give my agent access
i want my agent added to my shop
need an agent for my career as a streamer
can i get an operator for my camera
get me an agent for brand deals
""",
    "nl": """
kan ik met iemand privé chatten
hoe kan ik met iemand praten die mij geblokkeerd heeft
mag ik iemand spreken in de live zonder camera
hoe kan ik met een persoon chatten die mij niet volgt
ik kan niet met iemand praten in de live
kan ik met mensen chatten zonder account
hoe begin ik een gesprek met iemand die ik volg
met iemand samen live gaan, hoe werkt dat
kan ik iemand toevoegen als medewerker van mijn shop
hoe verbind ik mijn account met een collega
mijn collega wil met een klant praten via de shop
ik wil met een persoon samen streamen
kan ik met een collega praten via de app over onze shop
mag een medewerker van mijn shop met klanten chatten
mijn medewerker moet met kopers kunnen praten
welke medewerker beslist over mijn bezwaar
hoe lang duurt het voor een medewerker mijn video bekijkt
kan een medewerker van mijn winkel mijn account overnemen
hoe laat kan ik een medewerker spreken op zondag
moet ik betalen om een medewerker te spreken
wat gebeurt er als ik een medewerker heb gesproken
wanneer is er een medewerker beschikbaar
is er 's nachts een medewerker aanwezig
is er een medewerker aanwezig bij de uitreiking
ik heb al met een medewerker gechat over mijn uitbetaling
ik wil een persoon blokkeren
kan een mens mijn wachtwoord zien
kan een medewerker mijn bankgegevens zien
kijkt er een mens naar mijn bezwaar
hoe zet ik een persoon uit mijn live
verbind mijn shop met een persoon in mijn team
iemand wil met mij praten buiten de app, is dat veilig
de verkoper wil dat ik met een medewerker praat op whatsapp
ik wil een collega toevoegen aan mijn shop
geef een medewerker rechten in mijn shop
geef een persoon toegang tot mijn shop
ik zoek een medewerker voor mijn shop
ik wil een medewerker aannemen voor mijn winkel
ik zoek een persoon die ik op de app heb gezien
haal een persoon uit mijn groepschat
ik wil een persoon verwijderen uit mijn live
ik wil graag met iemand samen een live doen en praten
zet mijn account over naar een collega
stuur munten naar een persoon
ik wil een cadeau naar een medewerker sturen
mag ik met iemand onder de 18 chatten
hoe praat ik met een persoon in mijn live als cohost
wie is de persoon met wie ik gisteren heb gesproken
ik kan iemand niet spreken in de audiochat, geen geluid
mijn vriend wil met iemand praten over zijn liefde in de live
wat kost het om met een medewerker te chatten
moet ik met een echt persoon in beeld
moet er een echt mens in beeld zijn
mag ik een mens laten praten met een ai-stem
waarom kan ik niet met deze persoon chatten
bel me niet
mijn manager
teamleider worden, hoe
agent worden
""",
    "zh": """
我要人工智能标识怎么加
要人工智能标签吗
需要人工智能声明吗
找人工智能特效
需要真人出镜吗
要真人照片才能认证吗
需要真人露脸吗
开播要真人出镜吗
要真人头像吗
换真人头像怎么换
找真人模特拍视频可以吗
需要真人配音吗
要真人视频验证吗
需要真人手持身份证吗
带货需要真人试穿吗
换人工湖背景
要人工降雨特效
需要人工剪辑吗还是自动
给我人工智能字幕
怎么给我人工智能配音
要人工成本吗
需要人工申诉材料吗
视频要人工审核多久
找真人秀节目
怎么找真人陪玩
叫人来看我直播
叫真人粉丝来点赞
怎么换人来直播
需要人来管理直播间吗
我要换人来开播
怎么和真人连麦
怎么跟真人主播聊天
跟真人主播连线要多少钱
怎么和真人互动
想跟人聊天有语音房吗
想和人说唱pk
有没有真人认证
有没有真人出镜要求
有没有人工智能助手
有没有人工智能检测
有人工智能标识吗
有真人认证吗
让真人来配音可以吗
请真人来直播间要合同吗
怎么联系人工智能团队投稿
联系真人模特
转人工智能频道
我要见主播
我要找专员岗位
我要叫客服小妹来直播
怎么叫客服号改名
我要换客服头像
店铺客服怎么设置
怎么给店铺接客服
我的店铺要接人工客服吗
店铺需要人工客服吗
店铺要人工客服回复才算及时吗
自己的店铺怎么转接人工客服给员工
给我打电话的客服是真的吗
打我电话的是客服吗
人工费要多少
要人工多少钱
客服人员在哪招聘
我想应聘客服人员
怎么当客服人员来你们公司
经理账号怎么注册
公会经理是谁
负责人信息怎么改
店铺负责人要换怎么换
换负责人
我要换负责人信息
让负责人过来签字可以吗
来人了直播间没声音
多少人来看我直播要人来气氛才好
转真人视频变卡通
""",
}
