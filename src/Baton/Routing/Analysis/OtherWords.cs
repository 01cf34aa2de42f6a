using static Baton.Models.TaskType;
using static Baton.Routing.Analysis.Lexicon;
using static Baton.Routing.Analysis.WordMarks;

namespace Baton.Routing.Analysis;

/// <summary>The most telling words of other languages that many callers write: German, French, Spanish, Portuguese, Italian, Chinese, Japanese.</summary>
internal static class OtherWords
{
    public static IEnumerable<(string Word, WordSense Sense)> All { get; } =
    [
        .. Says(Coding, 2.5f, "funktion programmiere programmier fonction función programa quelltext fehlermeldung funzione função código codice"),
        .. Says(Reasoning, 2.5f, "berechne beweise löse gleichung wahrscheinlichkeit calcule calculer résous résoudre équation probabilité calcula resuelve ecuación probabilidad calcola risolvi equazione calcular"),
        .. Says(Reasoning, 1.5f, "combien wieviele wieviel cuántos cuántas quanti quantos quantas cuánto"),
        .. Says(Creative, 3, "gedicht märchen poème poema cuento poesia gereimtes eslogan"),
        .. Says(Creative, 2.5f, "geschichte erfinde histoire historia storia chanson canción invente inventa canzone"),
        .. Says(Summarization, 4, "zusammenfassen zusammenfassung zusammen résume résumer resumen resumir riassumi riassunto resuma resumo resúmeme"),
        .. Says(Translation, 4, "übersetze übersetz übersetzen übersetzung traduis traduire traduction traduce traducir tradúceme traduzca traduza traduzir traduci tradurre"),
        .. Says(Classification, 4, "klassifiziere kategorisiere classifie classifier clasifica clasificar classifica classifique einordnen stimmung"),
        .. Says(QuestionAnswering, 1.3f, "wer wann wo warum wie wieso welche welcher welches qui quand où pourquoi quelle quel qué quién cuándo dónde cómo cuál chi quando dove perché quale quem onde", Asks),
        .. Says(QuestionAnswering, 1.5f, "erkläre erklär explique expliquer explica explicar spiega hauptstadt capitale"),
        .. Says(General, 1.5f, "hallo bonjour hola danke merci gracias ciao olá obrigado e-mail correo"),
        .. Marks(Haste, "schnell dringend vite rapidement rápido urgente presto rapidamente"),
        .. Marks(Short, "kurz kurze brièvement brevemente"),
        .. Marks(Words, "wörter wörtern mots palabras parole palavras"),
        .. Marks(Sentences, "sätze sätzen phrases frases frasi"),
        .. Marks(Toward, "ins auf en al au nach"),
        .. Marks(Language, """
            englisch englische deutsch deutsche französisch französische spanisch spanische italienisch italienische anglais français
            allemand espagnol italien inglés francés alemán español italiano japonés inglês francese tedesco spagnolo inglese
            russisch chinesisch japanisch chinois japonais português portugués
            """),
    ];

    /// <summary>Words of two ideographs, found wherever they stand, since nothing parts words there.</summary>
    public static IEnumerable<(string Word, WordSense Sense)> Ideographs { get; } =
    [
        .. Says(Coding, 3, "代码 函数 编程 程序 代碼 関数 コー"),
        .. Says(Reasoning, 3, "计算 证明 方程 概率 求解 計算 証明 確率"),
        .. Says(Creative, 3, "故事 诗歌 首诗 小说 俳句 物語 歌词 写诗"),
        .. Says(Summarization, 4, "总结 摘要 概括 要約 總結"),
        .. Says(Translation, 4, "翻译 翻訳 翻譯 译成 訳し"),
        .. Says(Classification, 4, "分类 分類 情感"),
        .. Says(QuestionAnswering, 1.5f, "什么 为什 谁是 哪里 何时 怎么 解释 なぜ とは 誰が どこ 哪个"),
        .. Marks(Haste, "马上 快点 急い 尽快"),
    ];
}
