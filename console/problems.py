"""Foreseen errors as pages, and as words beside a field; what happened is told, never what is not the asker's business."""

from collections.abc import Mapping

from starlette.responses import Response

from console.bodies import TooLarge
from console.field_names import FIELDS
from console.page import Ask
from core.errors import AssaError, Conflict, InvalidInput, NotAllowed, NotFound
from core.i18n import N_, _, translated

TITLES: dict[type[AssaError], tuple[int, str]] = {
    NotFound: (404, N_("Introuvable")),
    NotAllowed: (403, N_("Pas permis")),
    Conflict: (409, N_("Cela ne va plus")),
    TooLarge: (413, N_("Trop grand")),
    InvalidInput: (422, N_("Cela ne peut pas être enregistré")),
}
TEXTS = {
    "not_allowed": N_("Votre rôle ne permet pas d'ouvrir cette page."),
    "not_here": N_("Il n'y a rien à cette adresse, ou ce n'est pas dans votre zone."),
    "console.stale_form": N_("Ce formulaire n'est plus valable : rouvrez la page et recommencez."),
    "console.too_large": N_("Ce que vous envoyez est trop grand : {megabytes} Mo au plus. Rien n'a été gardé."),
    "accounts.wait": N_("Trop d'essais. Attendez {minutes} min avant de réessayer."),
    "accounts.bad_sign_in": N_("Identifiant ou mot de passe incorrect."),
    "accounts.bad_second_factor": N_("Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant."),
    "accounts.has_second_factor": N_("Le second facteur est déjà en place. Pour en changer, demandez un nouveau code à qui vous a invité."),
    "accounts.login_taken": N_("Cet identifiant est déjà pris : choisissez-en un autre."),
    "staff.bad_code": N_("Ce code n'est pas valable : il a peut-être déjà servi, ou expiré. Demandez-en un autre."),
    "staff.no_name": N_("Indiquez un nom."),
    "staff.no_facility": N_("Indiquez le centre où cette personne travaille."),
    "staff.unknown_place": N_("Ce lieu n'existe pas."),
    "staff.may_not_invite": N_("Vous ne pouvez pas inviter à ce rôle ou dans cette zone."),
    "facilities.unknown": N_("Ce centre n'existe pas."),
    "bad_login": N_("Au moins 3 caractères, sans espace."),
    "too_short": N_("Trop court : au moins 10 caractères."),
    "too_long": N_("Trop long."),
    "too_easy": N_("Trop facile à deviner."),
    "not_the_same": N_("Les deux ne sont pas pareils."),
    "missing": N_("À remplir."),
    "unknown_code": N_("Choisissez dans la liste."),
    "unknown_case": N_("Aucun cas n'a ce numéro."),
    "unknown_place": N_("Ce lieu n'existe pas."),
    "not_in_region": N_("Ce cercle n'est pas dans cette région."),
    "date_in_future": N_("Cette date est dans l'avenir."),
    "date_too_old": N_("Cette date est trop ancienne."),
    "bad_date": N_("Ce n'est pas une date."),
    "bad_number": N_("Ce n'est pas un nombre."),
    "ends_before_it_begins": N_("La fin est avant le début."),
    "unknown_topic": N_("Un de ces sujets n'existe pas."),
    "unknown_fact": N_("{{{key}}} n'est pas un fait connu."),
    "own_approval": N_("Vous avez écrit ce texte vous-même : une autre personne le valide."),
    "not_a_draft": N_("Ce texte n'est plus un brouillon : faites une nouvelle version."),
    "nothing_before": N_("Aucune version d'avant ne peut revenir."),
    "recording.too_large": N_("L'enregistrement est trop grand : 5 Mo au plus."),
    "recording.not_ogg": N_("Ce n'est pas un fichier Ogg."),
    "recording.not_opus": N_("Le fichier Ogg ne contient pas d'Opus."),
    "recording.cut_off": N_("Le fichier Ogg est coupé : envoyez-le encore une fois."),
    "recording.empty": N_("Le fichier Ogg est vide."),
    "example.empty": N_("À remplir."),
    "example.masked": N_("Un nom, un numéro ou une adresse y reste : écrivez la phrase sans."),
    "talk.unknown": N_("Cette conversation n'existe pas, ou n'est pas de votre zone."),
    "talk.taken": N_("Quelqu'un d'autre a déjà pris cette conversation."),
    "talk.not_yours": N_("Vous n'avez pas cette conversation : prenez-la d'abord."),
    "talk.ended": N_("Cette conversation est terminée."),
    "talk.empty": N_("Écrivez une réponse."),
    "talk.too_long": N_("Trop long : {longest} caractères au plus."),
    "canned.incomplete": N_("Il faut une langue, un titre (60 caractères au plus) et un texte ({longest} au plus)."),
    "canned.unknown": N_("Cette réponse n'existe plus."),
    "erased": N_("Une de ces personnes a demandé l'effacement de ses données."),
    "exposed_to_each_other": N_("On a dit que l'une était près de l'autre : ce sont deux personnes."),
    "restored": N_("Ce lien est déjà remis."),
    "exposed_since": N_("Ce contact a été noté de nouveau depuis."),
    "one_person": N_("Les deux fiches sont maintenant une seule."),
    "two_cases": N_("Ces contacts sont devenus deux cas : fusionnez d'abord les cas."),
    "is_a_case": N_("Ce contact est déjà un cas."),
    "undone": N_("Cette fusion est déjà défaite."),
    "later_merge": N_("Une autre fusion est venue après : défaites d'abord la n° {number}."),
    "bad_phone": N_("Ce n'est pas un numéro de téléphone."),
    "not_e164": N_("Ce n'est pas un numéro de téléphone."),
    "age_out_of_range": N_("Un âge va de 0 à 120 ans."),
    "out_of_range": N_("Cette valeur n'est pas possible."),
    "not_for_a_man": N_("Pas pour un homme."),
    "outside_follow_up": N_("Ce jour n'est pas dans son suivi."),
    "has_symptoms": N_("Avec des signes, la personne est vue malade."),
    "not_seen": N_("Qui n'a pas été vu n'a pas de température."),
    "unknown_staff": N_("Choisissez dans la liste."),
    "not_their_area": N_("Cette personne n'est pas responsable de ce lieu."),
    "before_onset_date": N_("Avant le début des signes."),
    "before_isolation_start": N_("Avant son début."),
    "before_hospitalisation_start": N_("Avant son début."),
    "before_infection_on": N_("Avant l'infection."),
    "before_taken_on": N_("Avant le prélèvement."),
    "before_delivered_on": N_("Avant l'arrivée au laboratoire."),
    "before_tested_on": N_("Avant le test."),
    "itself": N_("C'est la même personne."),
    "case_closed": N_("Ce cas est clos : rouvrez-le d'abord, en disant pourquoi."),
    "case_open": N_("Ce cas n'est pas clos."),
    "case_not_ready": N_("Pour clore, il faut encore : {missing}."),
    "case_erased": N_("Cette personne a demandé l'effacement de ses données : on ne peut plus y écrire qui elle est."),
    "contact_erased": N_("Cette personne a demandé l'effacement de ses données : on ne peut plus y écrire qui elle est."),
    "illegal_transition": N_("On ne passe pas de l'un à l'autre ainsi. Peut-être que quelqu'un d'autre vient de le changer."),
    "not_followed": N_("Cette personne n'est plus suivie."),
    "needs_a_case": N_("Pour qui devient un cas, utilisez le formulaire prévu."),
    "needs_an_agent": N_("Il faut un agent pour cela."),
    "bad_day": N_("Ce n'est pas une date."),
    "days_reversed": N_("La fin est avant le début."),
    "mail.bad_address": N_("Ce n'est pas une adresse de courriel."),
    "mailing.there": N_("Cette adresse est déjà sur la liste."),
    "longwork.not_allowed": N_("Votre rôle ou votre zone ne le permet pas."),
    "longwork.too_many": N_("Vous avez déjà {most} travaux en attente : attendez qu'un se termine, ou annulez-en un."),
    "longwork.ended": N_("C'est déjà terminé."),
    "longwork.no_given": N_("Choisissez un fichier."),
    "longwork.ending": N_("Il faut un fichier {takes}."),
    "longwork.too_large": N_("Ce fichier est trop grand : 20 Mo au plus."),
    "longwork.no_file": N_("Ce fichier n'est plus là : les fichiers restent deux jours."),
    "longwork.broken": N_("Cela n'a pas marché, et ce n'est pas de votre fait. L'incident est noté."),
    "bad_table": N_("Rien n'a été importé : voici ce qui gêne."),
    "unknown_format": N_("Ce format n'existe pas pour cette liste."),
    "bad_cursor": N_("Cette adresse n'est pas complète : reprenez la liste du début."),
}


def text(code: str, locale: str, **fields: object) -> str:
    """What an error's code means, in that language; what we have no words for is said in general."""
    found = TEXTS.get(code)
    return _("Cette valeur ne va pas.", locale) if found is None else translated(found, locale).format(**fields)


def page(ask: Ask, error: AssaError) -> Response:
    """An error as a page of its own, with its status."""
    status, title = next((found for kind, found in TITLES.items() if isinstance(error, kind)), (400, TITLES[InvalidInput][1]))
    known: str | None = TEXTS.get(error.code, TEXTS["not_here"] if status == 404 else None)
    words = "" if known is None else translated(known, ask.locale).format(**_said(error, ask.locale))
    return ask.render("problem.html", status, title=translated(title, ask.locale), words=words)


def _said(error: AssaError, locale: str) -> Mapping[str, object]:
    """Its fields; names of fields of a case in words, bytes in megabytes."""
    if isinstance(error, TooLarge):
        return {"megabytes": int(str(error.fields["most"])) // 1_000_000}
    missing: object = error.fields.get("missing")
    if not isinstance(missing, list):
        return error.fields
    return {**error.fields, "missing": ", ".join(translated(FIELDS.get(str(name), str(name)), locale) for name in missing)}


def beside(error: InvalidInput, locale: str) -> dict[str, str]:
    """The words for each field of what was given that is bad; under "" what is about the whole."""
    found = {name: text(str(code), locale) for name, code in error.fields.items() if isinstance(code, str)}
    return found if error.code in ("invalid_input", "bad_report") else {"": text(error.code, locale, **error.fields)}
