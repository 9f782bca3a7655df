"""What people who wait write for each of the ways they have, and what only sounds like it."""

PLACE = """
I'll wait
ok, I will wait
keep waiting
I will keep waiting please
I'd rather wait in line
wait in line
keep my place
ik wacht wel
ik wacht nog even
dan wacht ik wel
blijven wachten
ik wil blijven wachten
ik blijf in de rij staan
wachten in de rij
我继续等
继续等待
好的，我等着
那我再等等
排队等待
"""
MESSAGE = """
leave a message
Can I leave a message instead?
I'd like to leave a message
I'd rather leave you a message please
bericht achterlaten
Kan ik een bericht achterlaten?
ik wil graag een bericht achterlaten
ik laat liever een bericht achter
留言
我想留言
可以留言吗？
那我留个言吧
"""
MENU = """
ask something else
can I ask you something else meanwhile?
I want to ask another thing else
iets anders vragen
mag ik intussen iets anders vragen?
问其他问题
我想问别的问题
能问个别的吗
"""
NEITHER = """
wait
how long must I wait?
why do I have to keep waiting
I do not want to wait
I left a message for the seller yesterday
the seller says to leave a message and wait
hoe lang moet ik nog wachten?
ik wil niet wachten
hoe laat ik een bericht achter bij de verkoper
还要等多久
我不想等了
怎么给主播留言
留言被删了
have you got something else
can I ask for something else instead of a refund
"""
