"""Sentences that ask where a ticket stands or to go on with a form, and their neighbours."""

STATUS = """
my tickets | show my tickets | My complaints | what is the status of my complaint? | status
status of my ticket please | any update on my case? | where is my complaint? | FB-7K3QX9
is there any news on my report | what's the status of FB-7K3QX9 | how is my complaint going
wheres my complaint | where's my case now? | my case | what happened to my complaint?
bring me back to my complaint FB-7K3QX9 | back to my case FB-7K3QX9
can I see my tickets? | status FB-7K3QX9 | where does my complaint stand | check my ticket status
how far is my complaint | whats happening with my case | what's happening with FB-7K3QX9?
mijn tickets | wat is de status van mijn klacht? | hoe staat het met mijn klacht
status van mijn ticket | toon mijn tickets | mijn klachten | is er al nieuws over mijn melding?
hoe staat het ervoor met mijn zaak | kan ik mijn tickets zien | laat mijn tickets zien
waar is mijn klacht gebleven? | mijn zaak | breng me terug naar mijn klacht FB-7K3QX9
hoe ver is mijn klacht | hoe staat het met FB-7K3QX9?
我的工单 | 查看我的工单 | 我的投诉怎么样了 | 投诉进度 | 查一下投诉处理进度 | 我的举报处理得怎么样了
查我的投诉 | 我的投诉去哪了 | 回到我的投诉 FB-7K3QX9
工单状态 | FB-7K3QX9到哪一步了 | 查询进度 | 请问我的投诉处理好了吗 | 我想查一下我的工单
"""
NO_STATUS = """
how do I complain | complaint | I want to complain | my complaint is about a seller who lied
tickets for the concert | case | how can I report a user | report | what is the news
where is my order | how do I check my payout status | my account status is suspended why
open a ticket | open ticket | show complaint | where is my refund | status of my payment | update
klacht | ik heb een klacht | ik wil een klacht indienen | waar is mijn bestelling | ticket kopen
wat is er nieuw | zaken | zaak openen | 投诉 | 我要投诉 | 怎么投诉 | 举报 | 如何查看订单
我想投诉主播 | 进度条卡住了 | 好了吗 | hello | yes | number | let me know | can i see
"""
GO_ON = """
continue | continue my complaint | let's go on | resume | can we continue with my complaint please
go on | back to my complaint | finish my complaint | ik wil verder | verder | doorgaan
verder met mijn klacht | laten we verder gaan | 继续 | 继续投诉 | 继续填写 | 接着填
我想继续刚才的投诉
"""
NO_GO_ON = """
go on then what is a refund | hello | no | verder heb ik nog een vraag | 继续直播怎么弄 | i want to
can i | my complaint | open | now | met | 投诉
"""
