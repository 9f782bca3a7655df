"""User names with an @ before them."""

import re

from handoff.extract.flat import flat
from handoff.extract.found import Handle

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_TELLING = (
    "冒充|假冒|假装|冒名|骚扰|辱骂|威胁|恐吓|诈骗|欺骗|盗用|盗图|抄袭|跟踪|一直|总是|天天|老是|经常|不停|私信|已经|刚才"
    "|(?:在|从)(?:评论|私信|直播|群|弹幕|我)|(?:骂|骗|打|说|发|给|对|把|向|让|偷|盗|追|缠)(?:了|过|着)?(?:我|人|钱|他|她|大家|别人)"
    "|这个?(?:人|账号|号|主播)|是(?:骗子|假)"
)
"""What a sentence goes on with after a name, where Chinese has no space: @阿强聊车冒充我."""
# A name in Latin letters ends where Chinese begins; one in Chinese at a space, a sign, or where the
# sentence goes on.
_HANDLE = re.compile(
    rf"(?<![a-zA-Z0-9_.@/+-])@([a-zA-Z0-9_](?:[a-zA-Z0-9_.]{{0,28}}[a-zA-Z0-9_])?"
    rf"|(?![我你您他她它])[{_HAN}]{{2,8}}?(?={_TELLING}|(?![{_HAN}\w])))(?!@)"
)


def find_handles(text: str) -> list[Handle]:
    """Return `@names` of 1 to 30 characters, Chinese ones of 2 to 8, in order.

    What begins with a pronoun (@你们有人看吗) is a cry for attention."""
    return [Handle(m.start(), m.end(), m.group(1)) for m in _HANDLE.finditer(flat(text))]
