"""The demo community 「HR充电站」: four groups, 200 members, four months of talk, all invented."""
