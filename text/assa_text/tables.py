"""The tables of `sms`: plain folded words on the left, the short forms of them on the right."""

_SMS = """
j ai: g jai
je suis: jsuis jss chui chuis jsui
suis je: suije
je peux: jpeu jpeux
je veux: jveu jveux jvx
je vais: jvs jvais
je voudrais: jvoudrai jvoudrais
je crois: jcroi jcrois
je pense: jpense
je sais: jsais jsai chai
je ne: jne
je le: jle
je me: jme
je te: jte
j arrive: jariv jarrive jarive
j etais: jetais
j etouffe: jetouffe jetouf jetoufe jettouffe
j avais: javais
j aimerais: jaimerais jaimerai
c est: cest
c etait: cetait
s est: sest
d accord: daccord dac dacc
d abord: dabord
d une: dune
qu il: quil
qu ils: quils
qu on: quon
qu est ce: questce
qu est ce que: keske kesk qesque queske qske quesque
qu est ce qui: keski
qu est ce qu il: keskil
qu est ce qu on: keskon
est ce que: eske esk esque
est ce: esce estce ece
salut: slt slut salu
bonjour: bjr bjour bonjr bjrs bonj
bonsoir: bsr bsoir
bonne: bne bn
ca va: cv sava cva
pourquoi: pk pkoi pkw pq pourkoi prkoi prk prq pourqoi
pour: pr
quoi: koi kwa qoi
quel: kel
quels: kels
quelle: kelle
quelles: kelles
quelque: kelke kelk qq quelq
quelques: qqs
quelqu un: qqun qqn kelkun kelkin
quelque chose: qqch kelkechose kelkchose
quand: qd qnd qand kand
comment: coment commen comen komen koment kommen cmt cmment cmnt
combien: combi1 combin cb cmb kombien combiin konbien
desole: dsl desl
s il vous plait: svp svplait silvouplait silvousplait siouplait plz
s il te plait: stp
meme: mm mem
tout: tt tou
toute: tte
tous: tts
toutes: ttes
toujours: tjrs tjr tjs tjours toujour tjour
dans: ds dns
vous: vs vou
veux: vx veu
nous: ns
beaucoup: bcp bcq bcoup boucoup bocou bokou beaucou
rire: mdr lol
merci: mrc mrci mci thx mercie
avec: ak av avc avk avek aveq
sans: ss
maintenant: mtn mnt maintnan mintenan
aujourd hui: auj ojd ajd aujourdhui ojourdui aujourdui
demain: dem dmain dm1 2m1
apres midi: aprem
message: msg
numero: num
nombre: nbr
rendez vous: rdv
gouvernement: gouv
temps: tps tem
longtemps: lgtps lgtemps
probleme: pb pblm pblem prblm pbm
faudrait: fodrai
faudra: fodra
faut: fau
il faut: ilfo ilfaut
il y a: ilya
il y a pas: yapa
y a t il: yatil
y a un: ya1
jours: jrs
jour: jr
semaine: sem smn
minutes: mns
vraiment: vraimen vrmt vmt
peut: pe pt
peut etre: ptet ptetre peutetre
aussi: ossi osi
autre: otre ot
bises: biz
bien: bi1 b1
bien sur: bi1sur
rien: ri1 ryin
comme: kom com comm kome komme
jamais: jms jamai jame
enfant: enft enfan
enfants: enfts
famille: fam
personne: persn pers prsn
parce que: psk pske pcq pcke pck parceke parske paske pasque
pas: pa
plus: plu
attention: attn
informations: infos
hopital: hopi hosto opital hopitale
docteur: dr doc
medicament: medicamen medoc
medicaments: medocs
maladie: maladi
malade: malad
fievre: fievr fiev fiebre
symptome: symptom symtome simptome simptom sinptome
symptomes: symtomes simptomes sinptomes
corona: coro crona korona korrona corola corana
coronavirus: koronavirus caronavirus coronaviruss
covid: covide kovid covit covi kowid kowidi kovidi
covid 19: covid19 kovid19
vaccin: vaxin vaksin vacin
vaccins: vaxins
masque: maske mask macque masq
masques: maskes
cache nez: cachenez
cache: kache
"""

_AMBIGUOUS = """
faut: fo
quand: kan
qui: ki
que: ke k q
mais: ms
trop: tro
y a: ya
dans: dan
d un: dun
l on: lon
"""


def _pairs(table: str) -> dict[str, str]:
    lines = (line.split(": ") for line in table.strip().split("\n"))
    return {short: plain for plain, shorts in lines for short in shorts.split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMS = _pairs(_SMS)
SMS_AMBIGUOUS = _pairs(_AMBIGUOUS)
"""Short forms that are Bambara words too, or too short to be sure: only in a message that is plainly French."""

SMS_FRENCH_SIGNS = _words(
    """je j tu il elle nous vous le les des du une est et pas que quoi avec pour dans mon mes qui comment pourquoi combien quand
    c ca au aux ai suis fait faire faut malade fievre bonjour salut merci il peut sont ont sur mettre laver porter aller"""
)
SMS_BAMBARA_SIGNS = _words(
    """be ye ka ko nin ninnu olu bana banabaaga dun wa aw anw mun min cogo kunun bi tun bena tena kera bolo kono kosebe walima
    dogotoro farigan sogosogo nyini ninakili fura"""
)
