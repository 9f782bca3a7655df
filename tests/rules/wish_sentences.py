"""Sentences that plainly ask for a person, and near ones that do not, in the three languages."""

ASKS = {
    "en": """
can a human look
could a person check this please
can a real person help me
let a human look at it
can one of your people look at it
i want someone from your team to look at this
a human should look at this
please can i just talk to a human being now
get me a human or i'm leaving
hand this over to a human please
i'd rather talk to a person
i would like to talk to a person who can decide this
speak with a person in charge
i need a person from your support team
give me a person on the phone
put me on to a person please
let me chat with an agent instead of you
i demand to speak to a human
bring me a representative
I want to talk to a human
Can I speak to a real person please?
connect me to an agent
Please transfer me to a representative
agent
HUMAN PLEASE
human!
I need a human
get me a person
let me talk to someone real
Could you put me through to an operator?
I'd like to speak with a customer service rep
give me a live agent
is there a real person I can talk to
I would prefer a human
can i have a human agent
Talk to a person
I want a real human being, not a bot
pass me to a person
live chat
real person please
I don't want a bot, I want a person
speak to an agent now
chat with a human
Let me speak to your manager or any person there
switch me to a human agent
want human
operator please
I need to talk to somebody
Can someone from support call or chat with me? I want a human.
connect me with a person, please
I am done with this bot, get me an agent
may I speak to a representative?
please find me a human
put a human on
Where is a real person when you need one? I want to chat with one
i need to speak to someone
can I talk to customer support
hand me over to a human
escalate this to a human
I want to speak with your manager
can you put me through to a supervisor
let me talk to a team member please
supervisor now!
advisor please
call me back please
can someone phone me?
""",
    "nl": """
kan een mens ernaar kijken
kan er een echt mens naar kijken
mag een medewerker dit bekijken
Ik wil een mens spreken
Kan ik met een medewerker praten?
Verbind me door met een medewerker
mens graag
medewerker
een echt mens alsjeblieft
Ik wil graag met een echt persoon chatten
Mag ik iemand spreken?
Kan ik iemand van de klantenservice spreken?
geef me een mens
Ik wil doorverbonden worden met een collega
kan ik een mens aan de lijn krijgen
Ik praat liever met een mens
Zet me door naar een medewerker
ik wil met iemand praten
Spreek ik nu een bot? Ik wil een medewerker
Kunt u mij doorverbinden met een medewerker
Ik wil een echte medewerker spreken
laat me met een mens praten
praten met een mens
Graag een medewerker
Ik heb een medewerker nodig
ik wil een persoon spreken
Een medewerker aub
Mag ik met een echt persoon spreken?
echt persoon
chatten met een medewerker
Ik wil geen bot, ik wil een mens
kan er een mens meelezen? ik wil een mens spreken
verbind mij met een persoon
haal er een mens bij
Kan ik een collega spreken
Ik wil naar een medewerker
roep een medewerker
Ik wil een levend mens spreken
Is er een medewerker beschikbaar?
is er een mens die ik kan spreken
Ik wil iemand aan de lijn
Kan een medewerker contact met me opnemen?
ik moet een mens spreken
mag ik de teamleider spreken
ik wil uw leidinggevende spreken
bediende aub
belt u mij even terug
bel me
""",
    "zh": """
能让人工看一下吗
让专人处理一下
转人工
人工
人工客服
我要人工
我想找真人
请帮我转接人工客服
找个真人跟我聊
给我接人工
能不能转人工服务
我要跟真人说话
真人客服
换人工
需要人工
叫人工来
我想和客服人员沟通
帮我转真人
我不想和机器人聊，转人工
能找个活人吗
接人工客服
我要找人工客服
联系人工
请转人工，谢谢
有没有真人
有人工客服吗
我要和人工谈
可以转人工吗？
转接人工
麻烦转一下人工
我需要真人帮助
我要真人
给我人工
快转人工！
和真人对话
与人工客服沟通
请让人工客服联系我
我想跟人聊，不要机器人
找客服人员
我要投诉，转人工
人工服务
能给我换个真人吗
我要见你们经理
叫你们负责人出来
帮我找专员
请让主管联系我
给我回个电话吧
人呢！
叫个人来
""",
}

DOES_NOT_ASK = {
    "en": """
can a human see my private videos
can a person report me twice
is a person looking at my report
will a human look at my appeal
is there an operator in on bank holidays or only you
what time can i speak to an agent on sundays
do i have to pay to talk to an agent?
how long does it take to get an agent
can an agent see my password
does a real person check the reports
i spoke to a human agent yesterday and he was rude
i already talked to an agent about this
I talked to a representative last week, is my case still open?
is it possible to chat with support by email
what does the agent need from me
will the human agent know my order number
how do i become a customer service rep
my talent agent wants access to my account
can I get a human moderator for my stream
I want a person to be banned
can i talk to the seller
is this a real person's account? it pretends to be a celebrity
can I talk to my followers as a real person
where can i rate the agent
do you have live agents in the weekend?
are there real people working there at night
is there a human in the loop when my video gets reviewed
need a live person on camera for the id check?
the agent i talked to promised me a refund
when are live agents available
what are the hours of your human agents
can i get the transcript of my talk with the agent
does it cost anything to speak with a representative
is a human agent faster than you
what happens after i talk to an agent
why did the agent transfer my case to another department
are live chat agents available 24/7
can i have my agent manage my account
how many people work in customer service
do real people read the appeals
who decides on bans, a real person or a computer
i want a real person in my thumbnail, is that allowed
do i need a real person on screen or can i use an avatar
the seller wants me to talk to a person on whatsapp
someone pretending to be a live agent called me
is the live agent who called me yesterday from you
can i become a live agent
get real people to follow me, how
are my viewers real people or bots
how do i get more real people in my live
do i get a human or a bot on the phone line
which department does the representative work for
a person called me and said he is an agent of yours
can my manager talk to you on my behalf
how does my manager speak for me
does an actual person look at my verification photo
was my appeal seen by an actual human
is a real human reading my appeal
i want to know when a human agent is online
my agent needs to connect to my account
my operator says the sms was sent
need a person to appear in the video with consent?
can you connect my bank agent account
transfer my account to another person
how do i transfer ownership to a person in my team
switch the channel to another person
pass my shop on to another person
give my coins to another person
how to get a person off my friends list
i want a person removed from my chat
get this person out of my live
put a person on my block list
can i send a gift to a real person
talk to a person i blocked, how
chat with a person i follow
how do I speak to a person in my live as co host
is it allowed to talk to an agent of another platform
is there a real person behind this account
is this an actual human writing
the agent was rude
how do I become an agent
is this a person or a bot
Are you a human?
are you a real person
The agent told me to wait three days
your agent promised a refund
my travel agent booked it
I do not want to talk to a person
I don't want to speak to an agent, just answer me
a person is harassing me
someone stole my account
the person in the video is me
this user is impersonating a real person
Can I use my real name or my agent's name?
I was talking to an agent yesterday and it is fixed now
how many people can watch my stream
I work as a real estate agent
people keep leaving comments
is human support open on Sunday?
thanks, the human who helped me was great
do you have a human resources department
how do I talk to my followers
I got a message from an operator of the game
the seller is not a nice person
What are the opening hours of your agents?
a representative of the brand contacted me
human rights policy
my secret agent costume was removed
put people in my stream
how do I find people I know
I like this person's content
I want to report a person
can a person under 18 sign up?
the agent already solved it
no human needed, thanks
I need to verify that I am a real person
the bot is better than a person
how do I give a person access to my shop
I met the person behind the shop
I don't want to speak to your manager, just tell me
my manager wants to talk to me about the stream
how do I talk to the manager of a creator
does my appeal get looked at by a human
was my clip judged by a person or a filter
put a complaint on that person
""",
    "nl": """
kan een mens mijn video zien
wordt mijn melding door een mens bekeken
De medewerker was onbeleefd
hoe word ik medewerker
ben jij een mens of een bot
Ben je een echt persoon?
De medewerker zei dat ik moest wachten
ik wil geen mens spreken
Ik hoef geen medewerker
een persoon valt me lastig
iemand heeft mijn account gestolen
de mensen in mijn stream
hoeveel mensen kijken er
een collega van mij heeft ook een account
hoe werk ik samen met een collega
ik wil een persoon melden
Mijn collega heeft het al opgelost
kan een persoon onder de 18 een account maken
hoe praat ik met mijn volgers
De medewerker heeft mij goed geholpen
wat zijn de openingstijden van de klantenservice
werken hier echte mensen?
wie is die persoon in de video
ik wil mijn volgers spreken over een uitbetaling
mensenrechten
Die verkoper is geen goed mens
een mens maakt fouten
hoe geef ik een medewerker toegang tot mijn shop
mijn medewerker kan niet inloggen
ik moet bewijzen dat ik een mens ben
ik ben een mens en geen robot
hoe verwijder ik een medewerker
kan ik twee personen toevoegen
de persoon die ik volg is weg
praat de bot ook Nederlands
ik heb gisteren met een medewerker gesproken
waarom zei de medewerker dat
heeft de klantenservice mijn mail gezien
is dit een mens
iemand doet zich voor als mij
medewerkers gezocht
kan mijn collega mijn uitbetaling zien
ik wil de manager van een creator spreken
de leidinggevende die mij belde was onaardig
ik hoef de baas niet te spreken
bel me niet meer op met reclame
spreek ik met een medewerker of met een computer
""",
    "zh": """
客服态度很差
你是真人吗
你是人工还是机器人
怎么成为客服
人工智能是什么
不要转人工
不用人工，谢谢
不需要人工
昨天的客服说三天到账
有人骚扰我
有人盗了我的账号
别人冒充我
我想举报一个人
多少人能看我的直播
客服电话几点开
人工审核要多久
我的视频被人工审核拒绝了
真人秀可以直播吗
真人头像可以用吗
这个人是骗子
怎么联系卖家
怎么找人一起直播
如何证明我是真人
真人认证失败
人工费怎么算
客服人员说会退款
刚才的人工很好
上次的人工客服没有解决
找不到我的视频
换个手机号
接口报错
叫我怎么付款
给我退款
我要退款
我要找回密码
我想和粉丝聊天
联系方式怎么改
需要实名认证吗
转账失败
要多久到账
申诉需要人工复核吗
封号有没有真人审核
给我打电话的人是骗子
有个人呢天天骚扰我
他叫人来找我麻烦
""",
}


def sentences(block: str) -> "list[str]":
    return [line for line in block.splitlines() if line]
