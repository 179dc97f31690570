"""The places that people in China write before their name in a chat: provinces, larger cities."""

_NAMES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东
海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 华东 华南 华北 华中
西南 西北 东北 长三角 珠三角 大湾区 京津冀 全国 石家庄 唐山 秦皇岛 邯郸 保定 张家口 沧州 廊坊
太原 大同 呼和浩特 包头 鄂尔多斯 沈阳 大连 鞍山 长春 哈尔滨 大庆 南京 无锡 徐州 常州 苏州 南通
连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 太仓 杭州 宁波 温州 嘉兴 湖州 绍兴
金华 义乌 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 马鞍山 安庆 滁州 阜阳 福州 厦门 莆田 泉州 漳州 龙岩
南昌 九江 赣州 上饶 济南 青岛 淄博 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 郑州 洛阳 新乡
许昌 南阳 武汉 黄石 十堰 宜昌 襄阳 荆州 长沙 株洲 湘潭 衡阳 岳阳 常德 广州 深圳 珠海 汕头 佛山
韶关 湛江 江门 惠州 东莞 中山 清远 南宁 柳州 桂林 海口 三亚 成都 绵阳 德阳 宜宾 泸州 南充 贵阳
遵义 昆明 曲靖 大理 西安 咸阳 宝鸡 兰州 西宁 银川 乌鲁木齐 拉萨
"""
PLACES = frozenset(_NAMES.split())


def is_place(text: str) -> bool:
    """Say whether a text is the name of a place, with or without 省 or 市 behind it."""
    return text in PLACES or (len(text) > 2 and text[-1] in "省市" and text[:-1] in PLACES)
