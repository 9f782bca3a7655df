"""Names that reactions may have: the usual ones of Slack's set, and those a workspace added."""

import re

_SKIN = re.compile(r"::skin-tone-[2-6]$")
_USUAL = """
+1 -1 100 thumbsup thumbsdown eyes white_check_mark heavy_check_mark ballot_box_with_check
x heavy_multiplication_x negative_squared_cross_mark o warning no_entry no_entry_sign stop_sign
octagonal_sign exclamation heavy_exclamation_mark question grey_question bangbang rotating_light
hourglass hourglass_flowing_sand clock1 clock12 watch alarm_clock stopwatch timer_clock zzz
incoming_envelope envelope outbox_tray inbox_tray mailbox email love_letter package
speech_balloon left_speech_bubble thought_balloon pencil pencil2 memo lock unlock key bell
no_bell pushpin round_pushpin paperclip link mag mag_right repeat arrows_counterclockwise
arrows_clockwise leftwards_arrow_with_hook arrow_right_hook rewind fast_forward arrow_right
arrow_left arrow_up arrow_down arrow_forward black_square_for_stop double_vertical_bar
recycle raised_hand hand wave ok_hand clap pray muscle point_up point_right point_left
handshake heart broken_heart yellow_heart green_heart blue_heart purple_heart star star2
sparkles fire tada rocket boom bulb robot_face ghost bust_in_silhouette busts_in_silhouette
red_circle large_blue_circle large_green_circle large_yellow_circle large_orange_circle
white_circle black_circle large_red_square small_red_triangle small_blue_diamond
red_square large_green_square slightly_smiling_face smile smiley grinning joy laughing
neutral_face disappointed cry sob rage confused thinking_face sunglasses wink see_no_evil
information_source sos new free soon end back on top up cool ok mute loud_sound speaker
wastebasket file_folder open_file_folder clipboard calendar date bar_chart phone telephone
telephone_receiver calling computer earth_africa globe_with_meridians snail turtle coffee
"""
KNOWN = set(_USUAL.split())


def is_known(name: str, own: set[str]) -> bool:
    return _SKIN.sub("", name.strip(":")) in KNOWN | own
