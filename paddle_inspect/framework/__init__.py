"""The only package that imports PaddlePaddle and PaddleNLP; everything else works without them."""
