using Baton.Models;

namespace Baton.Tests.Routing.Analysis;

/// <summary>
/// Prompts as people write them, labelled by hand before the analysis saw them: a letter for the type, <c>!</c> where haste is
/// asked for, the prompt. The word lists were adjusted on <see cref="Seen"/>; <see cref="HeldOut"/> was written afterwards and only
/// measured, so its figure is the honest one.
/// </summary>
internal static class LabelledPrompts
{
    public static IReadOnlyList<LabelledPrompt> Seen { get; } = Read(SeenPrompts);

    public static IReadOnlyList<LabelledPrompt> HeldOut { get; } = Read(HeldOutPrompts);

    private const string SeenPrompts = """
        c Write a function that returns the nth Fibonacci number without recursion.
        c why does my for loop print the last value ten times? ```js\nfor (var i=0;i<10;i++) setTimeout(()=>console.log(i))\n```
        c Refactor this class so it follows the single responsibility principle
        c I'm getting "NullReferenceException: Object reference not set to an instance of an object" at UserService.GetUser, what should I check?
        c Design and implement a distributed, fault-tolerant rate limiter in C# with tests, and explain the trade-offs.
        c How do I reverse a linked list in place?
        c give me a regex matching ISO dates
        c Convert this SQL query to LINQ: SELECT name, COUNT(*) FROM users GROUP BY name
        c Add unit tests for the parser module, covering the error paths
        c !quick: what's the git command to undo the last commit but keep the changes
        c Traceback (most recent call last):\n  File "app.py", line 12, in <module>\n    main()\nTypeError: 'NoneType' object is not iterable
        c Translate this Python snippet to Go: def add(a, b): return a + b
        c Write a story generator in Python that prints random fairy tales
        c What does `git rebase --onto` do?
        c Build me a React component with a dropdown that loads its options from an API
        c Optimize this query, it takes 40 seconds: select * from orders o join items i on o.id = i.order_id where lower(o.email) = 'x'
        c explain what this does: lambda x: sorted(x, key=lambda p: p[1])
        c Schreibe eine Funktion in Java, die prüft, ob ein String ein Palindrom ist.
        c Écris une fonction Python qui trie une liste de dictionnaires par clé
        c 用Python写一个函数,计算列表的平均值
        c My Docker container exits immediately with code 137. What could cause that?
        c create a bash script that backs up a folder every night
        c Implement a thread-safe LRU cache in Rust with O(1) get and put
        r Natalia sold clips to 48 of her friends in April, and then she sold half as many in May. How many clips did she sell altogether?
        r Prove that the square root of 2 is irrational.
        r Solve for x: 3x^2 - 7x + 2 = 0
        r What is the probability of drawing two aces in a row from a standard deck?
        r If all bloops are razzies and all razzies are lazzies, are all bloops definitely lazzies?
        r A train leaves at 3pm going 60 mph, another one at 4pm going 80 mph. When does the second one catch up?
        r Plan a five day itinerary for Lisbon with two kids and a budget of 900 euros
        r Compute the integral of x*sin(x) from 0 to pi
        r Three friends split a bill of $84.60 and leave 15% tip, how much does each pay?
        r Let $f(x) = \frac{x^2-1}{x-1}$. Find the limit as x approaches 1.
        r You have 12 coins, one of which weighs a different amount. Find it with three weighings on a balance scale.
        r Berechne die Wahrscheinlichkeit, mit drei Würfeln mindestens eine Sechs zu werfen.
        r How many ways can 8 people sit around a round table?
        r I have a fox, a chicken and a bag of grain and a boat that holds two. How do I get everything across the river?
        r Work out the monthly payment for a 250000 loan at 4% over 30 years
        r Schedule these four tasks on two machines so that the total time is smallest: A 3h, B 5h, C 2h, D 4h
        r Is 1001 divisible by 7? Show each step.
        r What comes next in the sequence 2, 6, 12, 20, 30?
        v Write a haiku about autumn rain
        v Tell me a bedtime story about a dragon who is afraid of fire
        v I need five catchy slogans for a coffee shop that opens at midnight
        v Come up with names for a startup that sells mushrooms
        v Write a poem about debugging code at 3am
        v Continue this tale: The lighthouse keeper had not spoken for eleven years, until
        v make up a funny limerick about a lawyer and a goose
        v Brainstorm taglines for a running shoe made from ocean plastic
        v Schreib mir ein Gedicht zum 60. Geburtstag meiner Oma
        v Escribe un cuento corto sobre un robot que aprende a bailar
        v Write song lyrics in the style of a sea shanty about spreadsheets
        v Invent a villain for my fantasy novel, with a backstory and a weakness
        v A dialogue between the sun and the moon, whimsical, about 200 words
        v 写一首关于秋天的诗歌
        v Rewrite the ending of Romeo and Juliet so that it becomes a comedy scene
        v Give my detective novel an opening line that hooks the reader
        s Summarize the following article in three bullet points: The city council voted on Tuesday to extend the tram line to the harbour.
        s tl;dr this thread please
        s Can you condense this report into one paragraph for the board?
        s What are the key points of the text below?
        s !Give me a quick summary of this meeting transcript: Anna: we ship on Friday. Ben: not without the tests.
        s Recap what we decided in the last call.
        s Summarise the plot of Moby Dick in 100 words
        s Fasse den folgenden Text in zwei Sätzen zusammen: Der Rat hat gestern beschlossen, die Brücke zu sanieren.
        s Boil this email chain down to its main points
        s Summarize this Python function for a manager: def f(x): return x * 2
        s 请总结下面的文章
        s Write an executive summary of the quarterly figures attached below
        s Extract the main takeaways from this interview
        t Translate to German: The weather is nice today.
        t How do you say "where is the train station" in Japanese?
        t Translate the following contract clause into Brazilian Portuguese, keeping the legal tone.
        t Übersetze ins Englische: Ich hätte gern ein Stück Kuchen.
        t Traduis cette phrase en anglais : Il pleut des cordes
        t Please render this paragraph in formal Spanish: We regret to inform you that the office is closed.
        t 把下面这句话翻译成英文:今天天气很好
        t what's the French translation of "deadline"?
        t Translate this poem into Italian: Roses are red, violets are blue
        t Traduce al inglés: el perro come pan
        t Translate the error messages in this JSON to Dutch: {"not_found": "File not found", "denied": "Access denied"}
        t I need this menu put into Korean: soup, bread, grilled fish
        k Classify this ticket as bug, feature request or question: The export button does nothing.
        k Is the sentiment of this review positive or negative? "Arrived late and broken, but support was lovely."
        k Label each of the following emails as spam or ham.
        k Which category does this product belong to: toys, kitchen, garden? Item: silicone whisk
        k Tag the following headline with one of politics, sport, culture: Minister resigns after vote
        k Decide whether this tweet is sarcastic: "Oh great, another Monday."
        k Categorize these expenses: taxi 12, lunch 9, printer paper 30
        k Determine the intent of the user message: I want my money back
        k Is this email phishing or legitimate? "Dear customer, your account was locked, click here"
        k Klassifiziere die folgende Bewertung als positiv, neutral oder negativ: Ganz okay.
        k Answer only yes or no: does the comment below contain toxic language? "you people are unbelievable"
        k Assign one of these labels to the message: billing, technical, other. Message: my invoice is wrong
        q What is the capital of Mongolia?
        q Who wrote the novel Frankenstein and when was it published?
        q Explain how photosynthesis works to a ten year old
        q Why is the sky blue?
        q According to the passage below, what caused the fire? Passage: A cable overheated behind the stove.
        q What's the difference between a virus and a bacterium?
        q when did the berlin wall fall
        q Wer hat die Relativitätstheorie entdeckt?
        q Quelle est la capitale de l'Australie ?
        q How does a heat pump work?
        q Is Pluto a planet?
        q Which country has the longest coastline?
        q Define inflation.
        q Tell me about the history of the Silk Road
        q What are the symptoms of iron deficiency?
        q Who was the first woman to win a Nobel prize?
        q 谁是美国第一任总统?
        q does honey ever go bad?
        g Hi there!
        g Thanks, that was very helpful.
        g Write an email to my landlord about the broken heating
        g !I need a reply to this message asap: "Can you still make it on Friday?"
        g Rewrite this sentence so it sounds more polite: Send me the file.
        g Proofread my cover letter
        g I feel tired lately and don't know what to do
        g Suggest a gift for my father who likes fishing
        g Hallo, wie geht's dir heute?
        g Can you recommend a recipe with lentils?
        g ok
        g Improve the grammar of this paragraph: He go to school every days.
        c Could you look at my CSS? The sidebar overlaps the footer on small screens
        c Implement Dijkstra with a binary heap in C++.
        c I keep hitting a deadlock when two workers grab the same rows in Postgres, any idea?
        c what is the idiomatic way to read a file line by line in Rust
        c Write pytest cases for `parse_duration("1h30m")`
        c Port the following shell one-liner to PowerShell: find . -name '*.log' -mtime +7 -delete
        c Set up a GitHub Actions workflow that runs dotnet test on every push
        c Why is my Kubernetes pod stuck in CrashLoopBackOff?
        c public static int Foo(int a) { return a == 0 ? 1 : a * Foo(a - 1); } make this iterative
        c Escribe un programa en C que ordene un arreglo de enteros
        c Explain async and await in C# with an example
        c !need a oneliner asap to count lines in all .py files
        r A rectangle's length is twice its width and its perimeter is 36. What is its area?
        r Find all integers n such that n^2 + 3n + 5 is divisible by 11.
        r If it takes 5 machines 5 minutes to make 5 widgets, how long would it take 100 machines to make 100 widgets?
        r Tom is twice as old as Jerry was when Tom was as old as Jerry is now. Together they are 63. How old is each?
        r There are knights who always tell the truth and knaves who always lie. A says "we are both knaves". What are they?
        r Calculate the standard deviation of 4, 8, 15, 16, 23, 42
        r Marie a 12 pommes, elle en donne un tiers à Paul. Combien lui en reste-t-il ?
        r Make a study plan for an exam in 10 days covering 14 chapters, 2 hours a day
        r Show that the sum of two odd numbers is even
        r Evaluate \int_0^1 x^2 e^x dx
        v Compose a short love sonnet addressed to a refrigerator
        v Make up a myth that accounts for why cats purr
        v name ideas for a golden retriever puppy
        v Write a dramatic monologue for a retired astronaut
        v I want a rap about tax season, funny, two verses
        v Imagine a city on the back of a turtle and describe its market in vivid prose
        v Écris une petite histoire pour enfants avec un hérisson
        v Write the opening paragraph of a noir thriller set in Lagos
        v pun-based captions for a photo of my bread
        s Give me the gist of this paper's abstract: We study the effect of sleep on memory in mice.
        s Shorten the following text to two sentences: The committee met for four hours and finally agreed on a new schedule for the works.
        s what did they basically say in this article? just the highlights please
        s Résume ce texte en une phrase : Le maire a annoncé la fermeture du pont pour travaux.
        s Provide a synopsis of the attached chapter
        s TLDR: The new policy requires staff to be in the office three days each week, starting in March.
        s In 50 words or less, sum up the customer call below.
        s Turn these meeting notes into a brief summary with action items
        s Kannst du mir das Protokoll kurz zusammenfassen?
        t Put this into French please: I will be ten minutes late.
        t Translate "see you tomorrow" from English to Arabic
        t What does "Schadenfreude" mean in English?
        t Could you give me a Polish version of this notice? "No parking on weekdays"
        t Traduci in inglese la frase seguente: Vorrei prenotare un tavolo
        t 次の文を英語に翻訳してください。明日は雨です。
        t How would a native speaker say "I'm running late" in Mandarin?
        t Translate the subtitles below to Turkish and keep the timestamps
        k Sort this customer feedback into praise, complaint or suggestion: "Please add dark mode."
        k Does the following review express a positive, negative or neutral opinion? "It works."
        k Tell me which of these departments should handle the request: HR, IT, Facilities. "My badge stopped working"
        k Detect the language of this sentence: Dov'è la biblioteca?
        k Is this comment hateful? Reply with true or false. "Go back to your cave"
        k Categorise the songs below by genre
        k Given the message, output its urgency label (low, medium, high): server room is on fire
        k spam or not spam: "You have won a cruise!!! Claim now"
        q Who invented the printing press?
        q What year did the Titanic sink?
        q how do vaccines work
        q What's the boiling point of ethanol?
        q Why do leaves change colour in autumn?
        q Can dogs eat grapes?
        q Based on the context, who signed the treaty? Context: The treaty was signed in 1648 by envoys of both crowns.
        q ¿Cuál es el río más largo de América del Sur?
        q Explain the causes of the First World War.
        q Where do penguins live?
        q Warum ist der Himmel blau?
        q !Quick question: who is the current record holder in the marathon?
        g Good morning, how are you?
        g Draft a short note to my colleagues saying I am on leave next week
        g Make this sound more professional: hey can u send the docs
        g I had a fight with my sister and I don't know how to apologize
        g Which movie should we watch tonight? We like thrillers.
        g Help me word an invitation to a housewarming party
        g What do you think about pineapple on pizza?
        g Check the spelling of this text: Ther are to many erors hear
        """;

    private const string HeldOutPrompts = """
        c How can I make my Flask app reload when templates change?
        c Rename all the variables in this snippet to snake_case: let userName = getUser(); let userAge = 4;
        c what's wrong with my makefile, it says "missing separator. Stop."
        c Give me a Terraform module for an S3 bucket with versioning
        c Why does malloc return NULL here?
        c Write a Kotlin extension that turns a list into a map keyed by id
        c I want to parse dates like 2024-W05-3 in Java, which class should I use?
        c Can you review this pull request diff?\n- if (x = 1) {\n+ if (x == 1) {
        c Wie lese ich eine CSV-Datei in Python ein?
        c generate a JSON schema for an invoice object with line items
        r A farmer has 17 sheep and all but 9 run away. How many are left?
        r What is 15% of 240?
        r Simplify (2x + 3)(x - 4) - x^2
        r If today is Wednesday, what day of the week is it in 100 days?
        r Find the derivative of ln(x^2 + 1)
        r A bag has 4 red and 6 blue marbles, two are drawn without replacement. What are the odds both are red?
        r Organise my week: gym three times, two study blocks of 3 hours, dinner with parents on Thursday
        r Alice is taller than Bob, Bob is taller than Carol. Who is the shortest?
        r How long does it take to fill a 300 litre tank at 12 litres per minute?
        r Un tren recorre 240 km en 3 horas, ¿cuál es su velocidad media?
        v Write a letter from a pirate to his parrot, funny please
        v Give me three alternative endings for Hansel and Gretel
        v A short poem on solitude, no rhymes
        v Think of a clever name for my bakery
        v Write a scene in which two spies meet at a laundromat
        v Pen a toast for my brother's wedding
        v I'd like a ghost story set on a submarine
        v Erfinde einen Werbespruch für ein Fahrradgeschäft
        s Summarize this thread and list open questions: Kim: who owns the deploy? Lee: not me.
        s Give a one-paragraph summary of the attached PDF
        s what are the main points he makes in this speech?
        s Condense the following into a single tweet: Our new plant will open in May and employ 300 people.
        s Please produce an abstract of no more than 150 words for this paper
        s Make this shorter: I am writing to you today in order to let you know that the delivery has been delayed.
        s Faça um resumo do texto abaixo
        t Translate into Swedish: Keep out of reach of children.
        t Can you translate my CV from Spanish to English?
        t How do I ask for the bill in Italian?
        t German translation for "safety helmet"
        t Please write the following in simplified Chinese: Welcome to our hotel
        t Übersetze diesen Brief bitte ins Französische.
        t What is "thank you very much" in Greek?
        k Classify the animal as mammal, bird or reptile: platypus
        k Is the following sentence grammatical or ungrammatical? "Him went home."
        k Rate this review as positive or negative: "Never again."
        k Label the emotion in this message: "I can't believe you did that for me!"
        k Which of the categories fits best: Sports, Business, Science? "Chip maker posts record profit"
        k Decide if this transaction looks fraudulent, answer yes or no: 900 USD at 3am in another country
        k Categorize these support emails by product area
        q What is the largest organ of the human body?
        q Who painted the Night Watch?
        q How many planets are in the solar system?
        q Explain what inflation targeting is
        q What does HTTP stand for?
        q Why did the Roman Empire fall?
        q When is the best time to plant tulips?
        q Is it true that bats are blind?
        q Où se trouve le mont Kilimandjaro ?
        g Hey, what's up?
        g !Please answer this email right away: "Are we still on for tomorrow?"
        g Write a thank you note for my neighbour who watered the plants
        g I'm bored, entertain me
        g Recommend me a good book for the beach
        g Rephrase: we cannot do that
        """;

    private static LabelledPrompt[] Read(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        new LabelledPrompt(
            TypeOf(line[0]),
            line[2] == '!',
            line[(line[2] == '!' ? 3 : 2)..].Replace("\\n", "\n", StringComparison.Ordinal)))];

    private static TaskType TypeOf(char letter) => letter switch
    {
        'c' => TaskType.Coding,
        'r' => TaskType.Reasoning,
        'v' => TaskType.Creative,
        's' => TaskType.Summarization,
        't' => TaskType.Translation,
        'k' => TaskType.Classification,
        'q' => TaskType.QuestionAnswering,
        'g' => TaskType.General,
        _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "no task type has that letter"),
    };
}

/// <summary>A prompt and what it is.</summary>
internal sealed record LabelledPrompt(TaskType Type, bool Haste, string Text);
