using static Baton.Models.TaskType;
using static Baton.Routing.Analysis.Lexicon;
using static Baton.Routing.Analysis.WordMarks;

namespace Baton.Routing.Analysis;

/// <summary>English. Weights were set by hand: 3 and more is a word that hardly occurs in another kind of task.</summary>
internal static class EnglishWords
{
    public static IEnumerable<(string Word, WordSense Sense)> All { get; } =
    [
        .. Says(Coding, 3, """
            code coding python javascript typescript golang rust sql regex refactor debug compile compiler compiles dockerfile
            kubernetes npm webpack async goroutine segfault traceback codebase bash powershell react django flask numpy pandas
            postgres postgresql sqlite mysql mongodb graphql leetcode quicksort mergesort nullpointerexception linq dotnet
            program programming programmatically pytest junit xunit eslint css html jsx kotlin php haskell
            boilerplate deserialize middleware regexp stacktrace typeerror valueerror keyerror
            """),
        .. Says(Coding, 2.5f, "function unittest algorithm recursion recursive deadlock mutex subroutine constructor iterator hashmap cli oauth"),
        .. Says(Coding, 2, """
            bug implement api endpoint exception java swift ruby scala perl docker git github array string repo repository parser
            backend frontend query database localhost crud webhook orm cache struct enum boolean generics
            pointer concurrency multithreaded websocket websockets crashes terraform nginx redis kafka yaml ansible
            """),
        .. Says(Coding, 1.5f, "script class variable loop method software server library framework component js ts json xml branch commit deploy linux vim runtime app linked generator unhandled undefined null tree lambda merge parse log logs regexes import"),
        .. Says(Coding, 1, "error thread object list input return returns fix module pipeline microservice latency client test memory leak file csv install config request requests callback index void table"),
        .. Marks(Extension, "py cs ts js cpp java go rs rb php sh sql html css json yaml yml toml jsx tsx kt swift ipynb"),
        .. Marks(Programming, "python javascript typescript golang go rust java c ruby swift kotlin php haskell scala perl bash powershell sql html"),

        .. Says(Reasoning, 3, "prove theorem polynomial divisible modulo eigenvalue eigenvalues trigonometric integers inequality sudoku knaves"),
        .. Says(Reasoning, 2.5f, """
            solve calculate equation equations integral derivative probability deduce perimeter hypotenuse permutations factorial
            proof quadratic logarithm arithmetic itinerary
            """),
        .. Says(Reasoning, 2, "puzzle riddle triangle circumference radius altogether dice parity geometric prime minimize maximize optimal velocity acceleration rectangle sequence syllogism checkmate"),
        .. Says(Reasoning, 1.5f, "logic logical logically compute remainder matrix combinations divided multiplied diameter vertex evaluate cube plan schedule volume infer reason reasoning converge fraction roadmap ratio weighs liar contradict fewest"),
        .. Says(Reasoning, 1, "determine loan payment mortgage ways sum percent percentage average twice half total equal equals remaining product discount interest number digits digit square root area angle coin marbles speed costs each faster older younger altogether step strategy allocate trip itineraries prioritize if then must"),
        .. Says(Reasoning, 0.5f, "hours minutes miles km per minute hour dollars cents apples left after simplify exactly bought sold"),

        .. Says(Creative, 3, "poem haiku limerick sonnet slogan tagline screenplay monologue lyrics ballad lullaby ode fanfic fanfiction catchy jingle roleplay protagonist"),
        .. Says(Creative, 2.5f, "story song novella rhyming rhyme fable acrostic poetry brainstorm fictional bedtime"),
        .. Says(Creative, 2, "joke rap pun puns invent whimsical worldbuilding dystopian dragon wizard dialogue fiction fairy creative humorous funny villain scene verse novel backstory parody tale myth comedy"),
        .. Says(Creative, 1.5f, "imagine pretend names nickname caption toast character blog inspirational brand branding motto noir suspense poetic vivid ending"),
        .. Says(Creative, 1, "speech ideas name essay description plot narrator song compose write tone style title titles advert product"),

        .. Says(Summarization, 4, "summarize summarise summarizing summarising tldr summarization"),
        .. Says(Summarization, 3, "summary summaries condense recap gist takeaway"),
        .. Says(Summarization, 2, "shorten synopsis highlights distill distil précis"),
        .. Says(Summarization, 1, "overview outline abstract digest transcript article bullets bullet points conclusions meeting"),

        .. Says(Translation, 4, "translate translating translated"),
        .. Says(Translation, 2.5f, "translation translator localize"),
        .. Says(Translation, 1, "phrase fluent idiomatic"),

        .. Says(Classification, 4, "classify categorize categorise classifying"),
        .. Says(Classification, 3, "sentiment classification spam classified categorization"),
        .. Says(Classification, 2.5f, "label labels phishing sarcastic"),
        .. Says(Classification, 2, "toxic hateful category intent tag triage categories clickbait labelled labeled"),
        .. Says(Classification, 1, "positive negative neutral assign detect genre priority emotion bucket buckets options moderation severity department legitimate review comment feedback headline"),

        .. Says(QuestionAnswering, 1.5f, "explain define passage"),
        .. Says(QuestionAnswering, 1, "capital history meaning invented discovered difference president country describe facts fact according context cause causes capital works population tell founded symptoms paragraph"),
        .. Says(QuestionAnswering, 1.3f, "what who when where why which how whom whose", Asks),
        .. Says(QuestionAnswering, 0.6f, "is are was were does do did can could has have will should would", Opens),

        .. Says(General, 2, "hello hi hey thanks proofread thank goodbye"),
        .. Says(General, 1.5f, "email letter rephrase rewrite reply polite politely advice rsvp linkedin feeling recipe chat cv tweet politer apology tired lonely"),
        .. Says(General, 1, "draft message recommend recommendations suggest improve grammar invitation dinner gift weekend professional sound good resume"),

        .. Marks(Haste, "quick quickly asap urgent urgently immediately hurry briefly pronto"),
        .. Marks(Hard, """
            distributed concurrent concurrency scalable architecture design optimize optimise optimized optimal prove theorem integral comprehensive
            detailed thorough thoroughly analyze analyse evaluate tradeoffs complex advanced multithreaded rigorous rigorously production
            performance secure security fault tolerant lock consistency asymptotic derive eigenvalues polynomial nested migrate
            migration refactor deadlock generalize counterexample strategy constraints compare critique exhaustive edge proof invariant
            idempotent latency throughput compiler interpreter eventual partition partitions
            """),
        .. Marks(Easy, "simple basic easy simply just beginner hello tiny trivial"),
        .. Marks(Part, "also then additionally furthermore must ensure finally afterwards plus second third each both handle handles including include justify requirements without"),
        .. Marks(Long, "essay detailed comprehensive thorough thoroughly guide tutorial report chapter depth extensive article complete"),
        .. Marks(Short, "briefly brief short concise concisely tldr succinctly"),
        .. Marks(Numeral, "two three four five six seven eight nine ten eleven twelve dozen hundred half third twice"),
        .. Marks(Supposes, "if suppose assume given"),
        .. Marks(Words, "word words"),
        .. Marks(Sentences, "sentence sentences lines line bullets bullet"),
        .. Marks(Paragraphs, "paragraph paragraphs pages page"),
        .. Marks(Toward, "into to in from"),
        .. Marks(Language, """
            english french german spanish italian portuguese dutch russian chinese mandarin japanese korean arabic hindi turkish polish
            swedish danish norwegian finnish greek hebrew latin czech ukrainian vietnamese thai indonesian hungarian romanian swahili
            cantonese farsi persian urdu bengali tamil catalan
            """),
    ];

    public static IEnumerable<(string Word, WordSense Sense)> Phrases { get; } =
    [
        .. Says(Coding, 2.5f, "unit_test unit_tests stack_trace pull_request stack_overflow time_complexity big_o"),
        .. Says(Coding, 2, "quick_sort"),
        .. Says(Reasoning, 0.8f, "how_many"),
        .. Says(Reasoning, 1.5f, "expected_value step_by meal_plan each_person"),
        .. Says(Reasoning, 1, "how_much how_far how_fast"),
        .. Says(Creative, 2, "name_for names_for good_name short_story fairy_tale blog_post name_ideas opening_line opening_paragraph make_up"),
        .. Says(Summarization, 2.5f, "key_points main_points main_takeaways key_takeaways executive_summary main_ideas main_arguments key_decisions tl;dr sum_up"),
        .. Says(Translation, 2.5f, "you_say"),
        .. Says(Classification, 1.5f, "which_of"),
        .. Says(Classification, 2.5f, "or_false or_negative or_positive or_neutral or_not yes_or or_ham or_legitimate"),
        .. Says(QuestionAnswering, 1.2f, "difference_between according_to based_on tell_me how_does how_do"),
        .. Says(General, 1.5f, "cover_letter pros_and"),
        .. Says(General, 2.5f, "good_morning good_evening how_are"),
        .. Says(General, 1.5f, "you_think should_we should_i"),
        .. Marks(Haste, "real_quick right_now right_away no_time in_hurry"),
        .. Marks(Short, "one_word one_sentence one_line two_sentences in_short"),
    ];
}
