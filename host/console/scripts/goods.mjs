// The goods of the demo shop: [zh, en, category, price in fen, tags, more]. Invented, like their barcodes (in-store range 20).

export const CATEGORIES = {
    drinks: ["饮料", "Drinks"],
    snacks: ["零食", "Snacks"],
    dairy: ["乳品", "Dairy"],
    bakery: ["烘焙", "Bakery"],
    fresh: ["生鲜", "Fresh"],
    tea: ["茶叶", "Tea"],
    home: ["日用", "Household"],
};

export const GOODS = [
    ["气泡水 柠檬 330ml", "Sparkling water, lemon 330 ml", "drinks", 450],
    ["气泡水 青柑 330ml", "Sparkling water, citrus 330 ml", "drinks", 450],
    ["乌龙茶饮 无糖 500ml", "Oolong drink, unsweetened 500 ml", "drinks", 600],
    ["冰红茶 500ml", "Iced black tea 500 ml", "drinks", 400],
    ["鲜榨橙汁 300ml", "Fresh orange juice 300 ml", "drinks", 1280],
    ["椰子水 330ml", "Coconut water 330 ml", "drinks", 890],
    ["矿泉水 550ml", "Mineral water 550 ml", "drinks", 200],
    ["冷萃咖啡 250ml", "Cold brew coffee 250 ml", "drinks", 1500],
    ["海盐薯片 90g", "Potato crisps, sea salt 90 g", "snacks", 790],
    ["番茄薯片 90g", "Potato crisps, tomato 90 g", "snacks", 790],
    ["每日坚果 25g", "Daily nuts 25 g", "snacks", 680],
    ["黑巧克力 72% 100g", "Dark chocolate 72% 100 g", "snacks", 2590],
    ["山楂条 120g", "Hawthorn strips 120 g", "snacks", 990],
    ["海苔脆 36g", "Seaweed crisps 36 g", "snacks", 1190],
    ["手工牛轧糖 150g", "Handmade nougat 150 g", "snacks", 2200],
    ["话梅 100g", "Dried plums 100 g", "snacks", 1350],
    ["鲜牛奶 950ml", "Fresh milk 950 ml", "dairy", 1690],
    ["原味酸奶 200g", "Plain yoghurt 200 g", "dairy", 850],
    ["蓝莓酸奶 200g", "Blueberry yoghurt 200 g", "dairy", 950],
    ["奶酪棒 5支", "Cheese sticks, 5", "dairy", 1990],
    ["淡奶油 250ml", "Cream 250 ml", "dairy", 2100],
    ["北海道吐司", "Milk toast loaf", "bakery", 1800],
    ["可颂 2个", "Croissants, 2", "bakery", 1600],
    ["红豆包", "Red bean bun", "bakery", 700],
    ["葱油花卷 4个", "Scallion rolls, 4", "bakery", 880],
    ["全麦欧包", "Wholemeal country loaf", "bakery", 2200],
    ["阳光玫瑰葡萄", "Shine Muscat grapes", "fresh", 3980, { measured: true }],
    ["红富士苹果", "Fuji apples", "fresh", 1280, { measured: true }],
    ["小番茄", "Cherry tomatoes", "fresh", 1980, { measured: true }],
    ["三文鱼刺身", "Salmon sashimi", "fresh", 19800, { measured: true }],
    ["有机鸡蛋 10枚", "Organic eggs, 10", "fresh", 2680],
    ["上海青 300g", "Pak choi 300 g", "fresh", 490],
    ["明前龙井 100g", "Longjing, early spring 100 g", "tea", 16800],
    ["凤凰单丛 100g", "Phoenix dancong 100 g", "tea", 12800],
    ["正山小种 100g", "Lapsang souchong 100 g", "tea", 9800],
    ["桂花乌龙 15袋", "Osmanthus oolong, 15 bags", "tea", 4900],
    ["茶礼盒 两罐装", "Tea gift box, two tins", "tea", 29800],
    ["竹制茶匙", "Bamboo tea scoop", "tea", 1500],
    ["抽纸 3层 6包", "Tissues, 3-ply, 6 packs", "home", 2290],
    ["洗衣凝珠 30颗", "Laundry pods, 30", "home", 4990],
    ["环保购物袋", "Shopping bag", "home", 100],
    ["AA电池 4节", "AA batteries, 4", "home", 1290],
].map(([zh, en, category, price, more = {}], index) => ({
    number: index + 1,
    sku: String(1001 + index),
    barcode: ean13(`20${String(1001 + index).padStart(10, "0")}`),
    zh,
    en,
    category,
    price,
    ...more,
}));

/** The SKU of goods by their English name's start. */
export const skuOf = (start) => GOODS.find(({ en }) => en.startsWith(start)).sku;
export const barcodeOf = (start) => GOODS.find(({ en }) => en.startsWith(start)).barcode;

function ean13(digits) {
    const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
    return digits + ((10 - (sum % 10)) % 10);
}

const named = (zh, en) => ({ "zh-CN": zh, en });
const tagged = (...tags) => ({ tags_any: tags });

/** What is on offer: one rule of each common kind. */
export const PROMOTIONS = [
    {
        id: "snacks-second-half",
        name: named("零食第二件半价", "Snacks: second one half price"),
        scope: "line",
        priority: 45,
        effect: { type: "buy_x_get_y", buy: { target: tagged("snacks"), qty: 1 }, get: { target: tagged("snacks"), qty: 1 }, discount_bp: 5000, repeat: true },
    },
    {
        id: "drinks-3",
        name: named("饮料三件八五折", "Drinks: from 3 on, 15% off"),
        scope: "line",
        priority: 40,
        target: tagged("drinks"),
        effect: { type: "tiered_percent", tiers: [{ gte: 3, bp: 1500 }, { gte: 6, bp: 2000 }], basis: "target_qty" },
    },
    {
        id: "member-dairy",
        name: named("会员乳品九折", "Members: 10% off dairy"),
        scope: "line",
        priority: 50,
        when: [{ kind: "customer_tag", tag: "loyalty:member" }],
        target: tagged("dairy"),
        effect: { type: "percent_off", bp: 1000 },
    },
    {
        id: "tea-scoop",
        name: named("茶礼盒赠竹制茶匙", "Gift box: a bamboo scoop for free"),
        scope: "line",
        priority: 30,
        effect: { type: "gift", sku: skuOf("Bamboo"), get_qty: 1, buy: { target: { skus: [skuOf("Tea gift")] }, min_qty: 1 } },
    },
    ...[[10_000, 1_000, 20], [20_000, 2_500, 25]].map(([from, off, priority]) => ({
        id: `spend-${from / 100}`,
        name: named(`满${from / 100}减${off / 100}`, `Spend ¥${from / 100}, save ¥${off / 100}`),
        scope: "order",
        priority,
        group: "spend",
        when: [{ kind: "min_subtotal", amount_minor: from }],
        effect: { type: "amount_off", amount_minor: off },
    })),
    {
        id: "welcome10",
        name: named("新客九折券", "Welcome coupon: 10% off"),
        scope: "order",
        priority: 10,
        coupon: "WELCOME10",
        effect: { type: "percent_off", bp: 1000, max_amount_minor: 1000 },
    },
];

/** Settings of the loyalty plugin: a point a yuan, a hundred points pay one yuan. */
export const LOYALTY = {
    earn: { points: 1, per_minor: 100 },
    redeem: { points: 100, value_minor: 100, step: 10, minimum: 10, max_share_ppm: 500_000 },
    tiers: [
        { tag: "member", name: named("会员", "Member"), min_spend_minor: 1, window_months: 12, multiplier_ppm: 1_000_000 },
        { tag: "gold", name: named("金卡", "Gold"), min_spend_minor: 50_000, window_months: 12, multiplier_ppm: 1_500_000 },
    ],
};
