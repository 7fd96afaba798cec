import { type Look, runLooks } from '../support/mail-look.ts';
import { html } from '../support/write-mail.ts';

// The same of HTML, as the programs mark what they quote.

const W = { shown: 'ANSWER|!QUOTED', folded: 'QUOTED' };
const B = { shown: 'ANSWER|BELOW|!QUOTED', folded: 'QUOTED' };
const cases: Record<string, [string, object?]> = {
  'outlook desktop': [
    '<div class=WordSection1><p class=MsoNormal>ANSWER</p><p class=MsoNormal>&nbsp;</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>Von:</b> Help desk &lt;support@desk.example&gt; <br><b>Gesendet:</b> Montag, 2. März 2026 10:22<br><b>An:</b> Gerd<br><b>Betreff:</b> Re: case</p></div></div><p class=MsoNormal>QUOTED</p></div>',
  ],
  'outlook desktop unknown language': [
    '<div class=WordSection1><p class=MsoNormal>ANSWER</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>Kutoka:</b> Help desk &lt;support@desk.example&gt; <br><b>Imetumwa:</b> 2 Machi 2026 10:22<br><b>Kwa:</b> Gerd<br><b>Mada:</b> Re: case</p></div></div><p class=MsoNormal>QUOTED</p></div>',
  ],
  'outlook desktop old border': [
    '<p class=MsoNormal>ANSWER</p><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class=MsoNormal><b>From:</b> Help desk [mailto:support@desk.example] <br><b>Sent:</b> Monday<br><b>To:</b> Gerd<br><b>Subject:</b> Re: case</p></div><p>QUOTED</p>',
  ],
  'outlook with border left': [
    '<p class=MsoNormal>ANSWER</p><div style="border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt"><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>From:</b> Help desk<br><b>Sent:</b> Monday<br><b>To:</b> Gerd<br><b>Subject:</b> case</p></div></div><p>QUOTED</p></div>',
  ],
  owa: [
    '<div>ANSWER</div><hr tabindex="-1" style="display:inline-block; width:98%"><div id="divRplyFwdMsg" dir="ltr"><font><b>From:</b> x<br><b>Sent:</b> y<br><b>To:</b> z<br><b>Subject:</b> s</font><div>&nbsp;</div></div><div>QUOTED</div>',
  ],
  'owa new': [
    '<div class="elementToProof">ANSWER</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="x_divRplyFwdMsg" dir="ltr"><b>Frå:</b> x</div><div>QUOTED</div>',
  ],
  'outlook mobile': [
    '<div dir="auto">ANSWER</div><div id="ms-outlook-mobile-signature"><div>Get <a href="https://aka.ms/x">Outlook for iOS</a></div></div><hr><div id="divRplyFwdMsg"><b>From:</b> Desk</div>QUOTED',
  ],
  'outlook mobile reference': [
    '<div>ANSWER</div><div class="ms-outlook-mobile-reference-message skipProofing" style="padding:3pt 0in 0in;border-width:1pt medium medium;border-style:solid none none;border-color:rgb(181,196,223)">From: Desk</div><div class="ms-outlook-mobile-reference-message skipProofing">QUOTED</div>',
  ],
  'outlook mac': [
    '<div>ANSWER</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b><span style="font-size:12.0pt;color:black">From: </span></b><span>Desk &lt;support@desk.example&gt;<br><b>Date: </b>Monday, 2 March 2026 at 10:22<br><b>To: </b>Gerd<br><b>Subject: </b>Re: case</span></p></div><div><p>QUOTED</p></div>',
  ],
  'outlook old header class': [
    '<DIV>ANSWER</DIV><DIV class=OutlookMessageHeader dir=ltr align=left><FONT><B>From:</B> Desk<BR></FONT></DIV><DIV>QUOTED</DIV>',
  ],
  'outlook express': [
    '<DIV>ANSWER</DIV><BLOCKQUOTE style="PADDING-LEFT: 5px; BORDER-LEFT: #000000 2px solid"><DIV>----- Original Message ----- </DIV><DIV><B>From:</B> Desk</DIV><DIV>QUOTED</DIV></BLOCKQUOTE>',
  ],
  'gmail container': [
    '<div dir="ltr">ANSWER</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, Mar 2, 2026 at 10:22 AM Desk &lt;a@b.example&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0"><div>QUOTED</div></blockquote></div>',
  ],
  'gmail container below': [
    '<div dir="ltr">ANSWER</div><br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">On Mon Desk wrote:<br></div><blockquote class="gmail_quote">QUOTED</blockquote></div><div>BELOW</div>',
    B,
  ],
  'gmail signature': [
    '<div dir="ltr">ANSWER<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div class="gmail_signature">QUOTED sig</div></div>',
  ],
  apple: [
    '<html><body>ANSWER<br><div><br><blockquote type="cite"><div>On 2 Mar 2026, at 10:22, Desk &lt;a@b.example&gt; wrote:</div><br class="Apple-interchange-newline"><div>QUOTED</div></blockquote></div><br></body></html>',
  ],
  'apple ios': [
    '<html><body dir="auto">ANSWER<br><br><div dir="ltr">Von meinem iPhone gesendet</div><div dir="ltr"><br><blockquote type="cite">Am 02.03.2026 um 10:22 schrieb Desk &lt;a@b.example&gt;:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">﻿QUOTED</div></blockquote></body></html>',
  ],
  yahoo: [
    '<div class="ydp1">ANSWER</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>On Monday wrote:</div><div>QUOTED</div></div>',
  ],
  'yahoo android': [
    'ANSWER<br><br><div id="ymail_android_signature"><a href="x">Yahoo Mail</a></div> <br> <blockquote style="margin: 0 0 20px 0;"> <div style="font-family:Roboto"> <div>On Mon, Mar 2, 2026 at 10:22 AM, Desk</div><div>&lt;a@b.example&gt; wrote:</div> </div> <div style="padding: 10px"> QUOTED </div> </blockquote>',
  ],
  gmx: [
    '<html><body><div>ANSWER</div><div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div><b>Gesendet:</b> Montag</div><div name="quoted-content">QUOTED</div></div></div></body></html>',
  ],
  'gmx new': [
    '<html><body><div>ANSWER</div><div> </div><div id="sub-body-container" style="margin: 10px 5px 5px 10px; padding: 10px 0px 10px 10px; border-left: 2px solid rgb(195, 217, 229);"><div style="margin: 0 0 10px 0;"><div><strong>Gesendet: </strong>Montag, 2. März 2026 um 10:22</div><div><strong>Von: </strong>"Desk" &lt;a@b.example&gt;</div><div><strong>An: </strong>gerd</div><div><strong>Betreff: </strong>Re: case</div></div><div>QUOTED</div></div></body></html>',
  ],
  proton: [
    '<div>ANSWER</div><div class="protonmail_signature_block">x</div><div class="protonmail_quote">On Monday wrote:<br><blockquote class="protonmail_quote" type="cite">QUOTED</blockquote><br></div>',
  ],
  zimbra: [
    '<html><body><div>ANSWER</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>From: </b>"Desk" &lt;a@b.example&gt;<br><b>To: </b>x<br><b>Sent: </b>y<br><b>Subject: </b>z</div><div data-marker="__QUOTED_TEXT__">QUOTED</div></body></html>',
  ],
  'zimbra quote': [
    '<div>ANSWER</div><hr id="zwchr"><blockquote style="border-left:2px solid #1010FF;margin-left:5px;padding-left:5px;"><b>Von: </b>"Desk" &lt;a@b.example&gt;<br><b>An: </b>x<br><b>Gesendet: </b>y<br>QUOTED</blockquote>',
  ],
  notes: [
    '<font size=2 face="sans-serif">ANSWER</font><br><br><br><font size=1 color=#5f5f5f face="sans-serif">From: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1 face="sans-serif">"Desk" &lt;a@b.example&gt;</font><br><font size=1 color=#5f5f5f>To: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>gerd</font><br><font size=1 color=#5f5f5f>Date: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>02.03.2026 10:22</font><br><font size=1>Subject: &nbsp;</font><font size=1>Re: case</font><br><hr noshade><br><font>QUOTED</font>',
  ],
  'notes client': [
    '<p>ANSWER</p><p><img src="cid:x" alt="Inactive hide details for Desk ---02.03.2026 10:22:33---QUOTED"><font color="#424282">Desk ---02.03.2026 10:22:33---QUOTED</font><br><br><font size="2" color="#5F5F5F">From: </font><font size="2">Desk &lt;a@b.example&gt;</font><br><font>To: </font>gerd<br><font>Date: </font>02.03.2026 10:22<br><font>Subject: </font>case</p><hr><p>QUOTED</p>',
    { shown: 'ANSWER', folded: 'QUOTED' },
  ],
  'em client': [
    '<div>ANSWER</div><div><br></div><div>------ Original Message ------</div><div>From "Desk" &lt;a@b.example&gt;</div><div>To "Gerd"</div><div>Date 02.03.2026 10:22:33</div><div>Subject Re: case</div><div><br></div><div id="x"><blockquote cite="x" type="cite" class="cite2"><div>QUOTED</div></blockquote></div>',
  ],
  thunderbird: [
    '<p>ANSWER</p><div class="moz-cite-prefix">Am 02.03.26 um 10:22 schrieb Desk:<br></div><blockquote type="cite" cite="mid:x@y">QUOTED</blockquote><p>BELOW</p>',
    B,
  ],
  'thunderbird signature': ['<p>ANSWER</p><pre class="moz-signature" cols="72">-- \nQUOTED sig</pre>'],
  spark: [
    '<div name="messageBodySection"><div dir="auto">ANSWER</div></div><div name="messageSignatureSection"><br>Sent from Spark</div><div name="messageReplySection">On 2 Mar 2026, 10:22 +0100, Desk &lt;a@b.example&gt;, wrote:<br><blockquote type="cite" style="border-left-color:#009BC5">QUOTED</blockquote></div>',
  ],
  samsung: [
    '<html><head></head><body dir="auto"><div dir="auto">ANSWER</div><div dir="auto"><br></div><div id="composer_signature" dir="auto"><div>Von meinem Galaxy gesendet</div></div><div dir="auto"><br></div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>-------- Ursprüngliche Nachricht --------</div><div>Von: Desk &lt;a@b.example&gt; </div><div>Datum: 02.03.26  10:22  (GMT+01:00) </div><div>An: Gerd </div><div>Betreff: Re: case </div><div><br></div></div>QUOTED</body></html>',
  ],
  mailbird: [
    '<div>ANSWER</div><div class="mb_sig"></div><blockquote class="history_container" type="cite" style="border-left-style:solid;border-width:1px"><p>On 02.03.2026 10:22:33, Desk &lt;a@b.example&gt; wrote:</p>QUOTED</blockquote>',
  ],
  fairemail: [
    '<p>ANSWER</p><div fairemail="reference"><p>Mar 2, 2026 10:22:33 AM Desk &lt;a@b.example&gt;:</p><blockquote style="margin:0;border-left:3px solid #ccc;padding-left:3px">QUOTED</blockquote></div>',
  ],
  k9: [
    '<div dir="auto">ANSWER</div><br><br><div class="gmail_quote"><div dir="auto">Am 2. März 2026 10:22:33 MEZ schrieb Desk &lt;a@b.example&gt;:</div><blockquote class="gmail_quote">QUOTED</blockquote></div>',
  ],
  tuta: [
    '<div dir="auto">ANSWER</div><div><br></div><div>2. März 2026, 10:22 von a@b.example:<br></div><blockquote class="tutanota_quote" style="border-left:1px solid #93A3B8">QUOTED</blockquote>',
  ],
  zoho: [
    '<div>ANSWER</div><div class="zmail_extra_hr" style="border-top:1px solid"></div><div class="zmail_extra" data-zbluepencil-ignore="true"><div id="Zm-_Id_-Sgn1">---- Am Mo. schrieb ----</div><blockquote id="blockquote_zmail">QUOTED</blockquote></div>',
  ],
  mailru: [
    '<div>ANSWER</div><div data-signature-widget="container"></div><blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">Понедельник, 2 марта 2026, 10:22 +03:00 от Desk &lt;a@b.example&gt;:<br><div>QUOTED</div></blockquote>',
  ],
  yandex: [
    '<div>ANSWER</div><div><br></div><div>02.03.2026, 10:22, "Desk" &lt;a@b.example&gt;:</div><blockquote>QUOTED</blockquote>',
  ],
  qq: [
    '<div>ANSWER</div><div><includetail><div>&nbsp;</div><div style="font-size:12px;padding:2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="background:#efefef"><div><b>发件人:</b> Desk</div></div><div>QUOTED</div></includetail></div>',
  ],
  netease: [
    '<div>ANSWER</div><br><div id="divNeteaseMailCard"></div><br>At 2026-03-02 10:22:33, "Desk" &lt;a@b.example&gt; wrote:<br> <blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">QUOTED</blockquote>',
  ],
  aliyun: [
    '<div class="__aliyun_email_body_block"><div>ANSWER</div><blockquote class=" __aliyun_previous_body_wrap"><div>------------------------------------------------------------------</div><div>发件人：Desk</div><div>QUOTED</div></blockquote></div>',
  ],
  foxmail: [
    '<div>ANSWER</div><hr style="width:210px;height:1px" color="#b5c4df" size="1" align="left"><div><span>a@b.example</span></div><blockquote style="margin-Top: 0px; margin-Bottom: 0px; margin-Left: 0.5em"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div style="background:#efefef"><div><b>From:</b>&nbsp;Desk</div><div><b>Date:</b>&nbsp;2026-03-02&nbsp;10:22</div><div><b>To:</b>&nbsp;gerd</div><div><b>Subject:</b>&nbsp;Re: case</div></div></div><div>QUOTED</div></blockquote>',
    { shown: 'ANSWER|!QUOTED', folded: 'QUOTED' },
  ],
  front: [
    '<div>ANSWER</div><blockquote type="cite" class="front-blockquote">On March 2, 2026 at 10:22 AM GMT+1 a@b.example wrote:<br><br>QUOTED</blockquote>',
  ],
  missive: [
    '<div>ANSWER</div><div class="missive_quote">On Monday, Desk wrote:<blockquote>QUOTED</blockquote></div>',
  ],
  mailspring: [
    '<div>ANSWER</div><div class="gmail_quote_attribution">On Mar 2 2026, at 10:22 am, Desk &lt;a@b.example&gt; wrote:</div><blockquote>QUOTED</blockquote>',
  ],
  freshdesk: [
    '<div>ANSWER</div><div class="freshdesk_quote"><blockquote class="freshdesk_quote">On Mon, 2 Mar at 10:22 AM , Desk &lt;a@b.example&gt; wrote:<br>QUOTED</blockquote></div>',
  ],
  helpscout: [
    '<div>ANSWER</div><div class="hs-quote">On Mon, Mar 2, 2026 at 10:22 AM, Desk wrote:<blockquote>QUOTED</blockquote></div>',
  ],
  hubspot: [
    '<div>ANSWER</div><div class="hs_reply"><div>On Mon, Mar 2, 2026 at 10:22 AM, Desk &lt;a@b.example&gt; wrote:</div><blockquote>QUOTED</blockquote></div>',
  ],
  canary: [
    '<div id="CanaryBody">ANSWER</div><div id="CanarySig">x</div><div id="CanaryDropbox"></div><blockquote id="CanaryBlockquote" style="border-left:1px solid">On Monday, Mar 02, 2026 at 10:22 AM, Desk &lt;a@b.example&gt; wrote:<br>QUOTED</blockquote>',
  ],
  bluemail: [
    '<div>ANSWER</div><div class="replyHeader">On 2 Mar 2026, at 10:22, Desk &lt;a@b.example&gt; wrote:</div><blockquote class="gmail_quote" style="margin:0">QUOTED</blockquote>',
  ],
  airmail: [
    '<div class="bloop_markdown"><p>ANSWER</p></div><p class="airmail_on">On 2 March 2026 at 10:22:33, Desk (a@b.example) wrote:</p><blockquote type="cite" class="clean_bq">QUOTED</blockquote>',
  ],
  roundcube: [
    '<p>ANSWER</p><p id="reply-intro">Am 02.03.2026 10:22, schrieb Desk:</p><blockquote type="cite" style="padding:0 0.4em;border-left:#1010ff 2px solid;margin:0">QUOTED</blockquote>',
  ],
  evolution: [
    '<div>ANSWER</div><div><br></div><div class="-x-evo-paragraph">On Mon, 2026-03-02 at 10:22 +0100, Desk wrote:</div><blockquote type="cite" style="margin:0 0 0 .8ex; border-left:2px #729fcf solid;padding-left:1ex">QUOTED</blockquote>',
  ],
  geary: [
    '<div>ANSWER</div><div id="geary-quote" dir="auto"><br>On Mon, Mar 2 2026 at 10:22:33 AM +0100, Desk &lt;a@b.example&gt; wrote:<br><blockquote type="cite">QUOTED</blockquote></div>',
  ],
  newton: [
    '<div>ANSWER</div><div class="cm_quote" style="color:#787878">On Mon, Mar 2, 2026 at 10:22am, Desk &lt;a@b.example&gt; wrote:</div><br><div id="oldcontent" style="background:#fff"><blockquote>QUOTED</blockquote></div>',
  ],
  ox: [
    '<p class="default-style">ANSWER</p><blockquote type="cite"><div>Desk &lt;a@b.example&gt; hat am 02.03.2026 10:22 CET geschrieben:</div><div>QUOTED</div></blockquote>',
  ],
  sogo: [
    '<html><p>ANSWER</p><br>Am Montag, März 02, 2026 10:22 CET, schrieb "Desk" &lt;a@b.example&gt;:<br>&nbsp;<blockquote type="cite" cite="x">QUOTED</blockquote></html>',
  ],
  horde: [
    '<p>ANSWER</p><p>Zitat von Desk &lt;a@b.example&gt;:</p><blockquote type="cite" style="border-left:2px solid blue;margin-left:2px;padding-left:12px;">QUOTED</blockquote>',
  ],
  kerio: [
    '<div>ANSWER</div><div data-mail-quote="1" class="x">From: "Desk" &lt;a@b.example&gt;<br>To: gerd<br>Date: Mon, 2 Mar 2026 10:22<br>Subject: case<br><br>QUOTED</div>',
  ],
  salesforce: [
    'ANSWER<br><br>--------------- Original Message ---------------<br><b>From:</b> Desk [a@b.example]<br><b>Sent:</b> 02/03/2026 10:22<br><b>To:</b> gerd<br><b>Subject:</b> case<br><br>QUOTED',
  ],
  smartermail: [
    '<div>ANSWER</div><div id="smartmail_quote"><hr><div><b>From</b>: "Desk" &lt;a@b.example&gt;<br><b>Sent</b>: Monday, March 2, 2026 10:22 AM<br><b>To</b>: gerd<br><b>Subject</b>: case</div><br>QUOTED</div>',
  ],
  mdaemon: [
    '<div>ANSWER</div><blockquote style="border-left:2px solid #000000;padding-left:5px;margin-left:5px"><p>-----Original Message-----<br>From: Desk<br>Date: Monday<br>Subject: x</p>QUOTED</blockquote>',
  ],
  'blockquote alone after dash attribution': [
    '<div>ANSWER</div><div>Desk &lt;a@b.example&gt; schrieb am 02.03.2026 um 10:22:</div><div><blockquote>QUOTED</blockquote></div>',
  ],
  'two outlook levels': [
    '<p>ANSWER</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> A &lt;a@b.example&gt;<br><b>Sent:</b> Mon<br><b>To:</b> B<br><b>Subject:</b> c</p></div><p>QUOTED one</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> A</p></div><p>QUOTED two</p>',
  ],
  'border top in a letter': [
    '<p>ANSWER</p><div style="border-top:solid #E1E1E1 1.0pt"><p>Table: IMPORTANT</p></div>',
    { shown: 'ANSWER|IMPORTANT' },
  ],
  'disclaimer above': [
    '<table><tr><td>CAUTION: external</td></tr></table><p>ANSWER</p><hr><p><b>From:</b> A &lt;a@b.example&gt;<br><b>Sent:</b> Mon<br><b>To:</b> B<br><b>Subject:</b> c</p><p>QUOTED</p>',
  ],
  'answer in red within quote': [
    '<p>See below in red.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> A &lt;a@b.example&gt;<br><b>Sent:</b> Mon<br><b>To:</b> B<br><b>Subject:</b> c</p></div><p>1. How?</p><p style="color:red">ANSWER</p>',
    { folded: 'ANSWER' },
  ],
  'empty answer': [
    '<p>&nbsp;</p><div id="divRplyFwdMsg"><b>From:</b> A</div><p>WORDS</p>',
    { shown: 'WORDS' },
  ],
  'only signature and quote': [
    '<div class="gmail_signature">SIG</div><div class="gmail_quote"><blockquote class="gmail_quote">WORDS</blockquote></div>',
    { shown: 'SIG', folded: 'WORDS|!SIG' },
  ],
  'picture only answer': [
    '<div><img src="cid:x@y" alt="shot"></div><div class="gmail_quote">On Mon wrote:<blockquote class="gmail_quote">QUOTED</blockquote></div>',
    { shown: '!QUOTED', folded: 'QUOTED' },
  ],
  'apple forward': [
    '<p>ANSWER</p><div><br><blockquote type="cite"><div>Begin forwarded message:</div><div><b>From: </b>Ina &lt;i@x.example&gt;</div><div><b>Subject: </b>WG</div><div>WORDS</div></blockquote></div>',
    { shown: 'ANSWER', folded: 'WORDS' },
  ],
};
const list = Object.entries(cases).map(
  ([n, [h, want]]): Look => [`html ${n}`, html(h, { subject: 'Re: case' }), want ?? W],
);
runLooks(list);
const more: Record<string, [string, object?]> = {
  'notes inactive hide details': [
    '<p><font size="2">ANSWER</font><br><br><img width="16" height="16" src="cid:1" border="0" alt="Inactive hide details for &quot;Desk&quot; ---03/02/2026 10:22:33 AM---QUOTED"><font size="2" color="#424282">"Desk" ---03/02/2026 10:22:33 AM---QUOTED</font><br><br><font size="2" color="#5F5F5F">From:        </font><font size="2">"Desk" &lt;support@postroom.example&gt;</font><br><font size="2" color="#5F5F5F">To:        </font><font size="2">kim@kunde.example</font><br><font size="2" color="#5F5F5F">Date:        </font><font size="2">03/02/2026 10:22 AM</font><br><font size="2" color="#5F5F5F">Subject:        </font><font size="2">Re: x</font><br></p><hr width="100%"><br>QUOTED',
  ],
  kmail: [
    '<p>ANSWER</p><p>Am Montag, 2. M&auml;rz 2026, 10:22:33 CET schrieb Desk:</p><p>&gt; QUOTED<br>&gt; more</p>',
  ],
  'marks below an element of its own': [
    '<div>ANSWER</div><div>Am Montag, 2. M&auml;rz 2026, 10:22:33 CET schrieb Desk:</div><div>&gt; QUOTED</div>',
  ],
  'mac 2011': [
    '<div>ANSWER</div><span id="OLK_SRC_BODY_SECTION"><div style="font-family:Calibri;border-top:#b5c4df 1pt solid"><span style="font-weight:bold">From: </span> Desk</div><blockquote id="MAC_OUTLOOK_ATTRIBUTION_BLOCKQUOTE">QUOTED</blockquote></span>',
  ],
  'windows live in a language that nobody has taught us': [
    '<div>ANSWER</div><div style="font-family:Calibri;BORDER-BOTTOM:medium none;BORDER-LEFT:medium none;PADDING-BOTTOM:0in;BORDER-TOP:#b5c4df 1pt solid;BORDER-RIGHT:medium none;PADDING-TOP:3pt"><b>Xyz:</b> Desk</div><div>QUOTED</div>',
  ],
  'an answer below the warning of a gateway': [
    '<table><tr><td>CAUTION: external</td></tr></table><p>ANSWER</p><p>Desk &lt;support@desk.example&gt; wrote on 03/02/2026 10:22:33 AM:<br><br>&gt; QUOTED<br>&gt; more</p>',
  ],
  'windows mail': [
    '<div>ANSWER</div><div style="mso-element:para-border-div;border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>Kutoka: </b>x</p></div><p>QUOTED</p>',
  ],
  'owa rewritten line': [
    '<div>ANSWER</div><div style="border-right:none; border-bottom:none; border-left:none; border-image:initial; border-top:1pt solid rgb(225,225,225); padding:3pt 0cm 0cm"><p><b>Xyz: </b>x</p></div><p>QUOTED</p>',
  ],
  'owa rewritten line 2': [
    '<div>ANSWER</div><div style="border-width: 1pt medium medium; border-style: solid none none; border-color: rgb(225, 225, 225) currentcolor currentcolor; padding: 3pt 0cm 0cm;"><p><b>Xyz: </b>x</p></div><p>QUOTED</p>',
  ],
};
runLooks(
  Object.entries(more).map(
    ([n, [h, want]]): Look => [`html ${n}`, html(h, { subject: 'Re: case' }), want ?? W],
  ),
);
