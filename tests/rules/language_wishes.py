"""Sentences that ask to go on in a language, and near ones that do not, in three languages.

``ASKS``: by the language that is asked for. ``DOES_NOT_ASK``: by the language of the words.
"""

ASKS = {
    "en": """
can we do this in English
do you speak english?
English please!
I only speak English
let's speak English
would it be possible to chat in english
is it ok if I write in English
sorry, my Dutch is bad, English please
kan het in het Engels
engels aub
Kunt u in het Engels antwoorden?
ik spreek geen Nederlands, kan het in het Engels?
liever in het Engels graag
schakel over naar Engels
mag ik engels praten
verder in het Engels
能用英语吗
英文
请用英文回复
换成英文
我不会中文，可以用英语吗
我想用英语聊
用 English 可以吗
你会英文吗
sorry can you say that in english pls
could you repeat that in English please?
what does that mean in english
can u translate that to english
and in English?
can I have the answer in English
pls repeat ur last answer in english
write that again in english plz
I can't read this, English please
sorry what? english please
kun je dit vertalen naar het Engels
能翻译成英文吗
刚才那段能用英文再说一遍吗
would you mind repeating that in english
what did you say? in english please
same answer in english please
once more in english
english version please
can I get that in English
中文看不懂，英文可以吗
""",
    "nl": """
switch to dutch
in dutch please
please answer in dutch
Hi! Can you speak Dutch?
can we continue this conversation in Dutch?
I'd like to continue in Dutch
i need help in dutch
Sorry, I don't speak English very well, can we do it in Dutch?
Nederlands graag
kun je Nederlands praten
kunnen we in het Nederlands verder?
spreek je nederlands?
hoi, mag het in het Nederlands aub
is het mogelijk om verder te gaan in het Nederlands
doe maar nederlands
zou het ook in het Nederlands kunnen?
ik spreek alleen Nederlands
请说荷兰语
可以说荷兰语吗
用荷兰语
kan je dat nog een keer in het Nederlands zeggen aub
vertaal even naar Nederlands
wat betekent dat in het nederlands?
heb je dat ook in het Nederlands
en in het Nederlands?
ik snap dit niet, kan het in het Nederlands
graag het antwoord in het Nederlands
can you say that again in dutch
heeft u dit in het Nederlands
hetzelfde maar in het Nederlands
ik lees geen Engels, kan het in het Nederlands
kan ik het antwoord in het Nederlands krijgen
ik snap dit niet, kun je het in het Nederlands zeggen
""",
    "zh": """
do you speak chinese
Can you reply in Simplified Chinese?
mandarin please
can I write in Chinese
kan het in het chinees
spreken jullie Chinees?
请说中文
中文
中文可以吗
用中文回答我
你好，能用中文交流吗？谢谢
请切换到中文
我只会中文
我看不懂英文，请用中文
我要中文
請說中文
能不能讲普通话
你懂中文吗
请回复中文
麻烦用中文，谢谢
以后用中文
能用中文再说一遍吗
请翻译成中文
把上面的翻译成中文
有中文版吗
回答能用中文吗
看不懂英文，能说中文吗
说中文好吗我看不懂
不懂英语，中文
我没看懂，再用中文说一遍
英语看不懂，中文可以吗
""",
}

DOES_NOT_ASK = {
    "en": """
how do i change the language of the app
my stream is in dutch
Dutch subtitles
is there a chinese version of the app
set app language to dutch
can i stream in dutch
can i sell books in dutch
i want to learn english
english subtitles please
why is the app in chinese
english or dutch?
not in english please
i don't speak english
do my viewers understand english
can i write my bio in dutch
your english is good
the subtitles switch to dutch
rules in chinese for my wife
can i talk to a human in english please
can you translate my video to english
i can read english
what you say is in english
i get this in english
the answer is in english
i dont understand english
can you help an english viewer
do i have to write in english
may i translate the text to english
i put the text in english
what do i write in english
can i send a message in english
""",
    "nl": """
hoe verander ik de taal
hoe zet ik de app in het engels
app in het nederlands
ondertiteling in het engels
mijn stream is in het engels
is er een chinese versie van de app
kan ik mijn titel in het engels zetten
kan ik in het engels streamen
mag mijn live in het engels
mag ik engels praten in mijn live
ik spreek nederlands en engels
ik wil engels leren
mijn nederlands is slecht
niet in het engels
geen engels
nederlandse klanten
de app staat in het chinees
is de handleiding in het nederlands
wat is engels voor bon
ik heb dat in het nederlands
het antwoord is in het nederlands
dit is de nederlandse versie
ik begrijp het nederlands niet
heb je nederlandse verkopers
kan ik de tekst vertalen naar het engels
kan ik een bericht in het engels sturen
ik vertaal het naar het engels
wat schrijf ik in het engels
mag de tekst in het engels
""",
    "zh": """
怎么把语言改成中文
怎么切换语言
应用有中文版吗
有中文字幕吗
视频是中文的
怎么把应用换成英文
标题可以用英文吗
我想学英语
英文字幕
直播可以说英语吗
中文客服几点上班
不要用英文
别说中文
我的中文不好
我会说中文
我会说英语和中文
为什么变成英文了
只能用英文吗
英文怎么说
可以用英文地址吗
这是中文的
你说的英文我看不懂
英文看不懂
标题能写英文吗
我能翻译成英文吗
我给你发英文
我把内容翻译成英文
把我的翻译成英文
能帮我写英文吗
我用中文写的
""",
}
